"""Let the words of a query begin with a minus sign."""

import re

import click

# "-Bob", "-@work" and "-(Tom | Ann)"; the minus sign means the same in a query, and does not begin an option.
_EXCLUDED = re.compile(r"-(?=[^\W\d_]{2}|[\"(@])")
_MINUS = "\u2212"


class QueryCommand(click.Command):
    """Takes words such as -Bob as parts of the query, which leave Bob out, not as options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        valued = {name for param in self.params if isinstance(param, click.Option) and not param.is_flag
                  for name in param.opts}  # fmt: skip
        known = {name for param in self.get_params(ctx) for name in param.opts}
        for at, word in enumerate(args):
            if word == "--":
                break
            value = at > 0 and args[at - 1] in valued
            if not value and word[:2] not in known and _EXCLUDED.match(word):
                args[at] = _MINUS + word[1:]
        return super().parse_args(ctx, args)
