"""photoindex completion"""

import click

from photoindex.cli.completing import SHELLS, script


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that makes a shell complete commands, names and numbers when you press Tab.

    \b
    bash   photoindex completion bash > ~/.local/share/bash-completion/completions/photoindex
    zsh    photoindex completion zsh > ~/.zfunc/_photoindex   (fpath+=~/.zfunc before compinit in ~/.zshrc)
    fish   photoindex completion fish > ~/.config/fish/completions/photoindex.fish

    Then open a new shell. In bash without the package bash-completion, as on macOS, also add to ~/.bash_profile:
    source ~/.local/share/bash-completion/completions/photoindex
    """
    click.echo(script(shell), nl=False)
