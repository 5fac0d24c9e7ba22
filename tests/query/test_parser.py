"""Queries are understood, and errors point at the part that is wrong and say what was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoindex.domain.people import Person
from photoindex.errors import QueryError, UnknownNameError
from photoindex.query.parser import parse
from photoindex.query.printing import printed
from photoindex.query.terms import TERMS
from photoindex.query.tree import EVERYTHING, And, Dates, Not, Only, Or, Someone, people_of

PEOPLE = [
    Person(1, "Grandma"),
    Person(2, "Tom"),
    Person(3, "Tom Smith"),
    Person(4, "Ben Since"),
    Person(5, "Zoë Ahlén"),
    Person(6, "Müller (Opa), Hans"),
]
GRANDMA, TOM, ANN, BOB = Someone("Grandma"), Someone("Tom"), Someone("Ann"), Someone("Bob")


def fault(query: str | list[str]) -> tuple[str, str, str]:
    """The part of the query that an error points at, its message and its hint."""
    with pytest.raises(QueryError) as caught:
        parse(query, PEOPLE)
    error = caught.value
    return error.line[error.start : error.end], error.message, error.hint


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Grandma", ["Grandma"]),
        ("grandma tom smith", ["grandma", "tom smith"]),
        ("Tom, Grandma", ["Tom", "Grandma"]),
        ("Tom and Gran", ["Tom", "Gran"]),
        ("zoe", ["zoe"]),
        ('"Ben Since" Tom', ["Ben Since", "Tom"]),
        ("\u201cBen Since\u201d Tom", ["Ben Since", "Tom"]),
        ("Ben Since", ["Ben Since"]),
        ("Müller (Opa), Hans", ["Müller (Opa), Hans"]),
        ("person:Ben Since Tom", ["Ben Since", "Tom"]),
        ("Grandma, ", ["Grandma"]),
        ("Tom+Grandma", ["Tom", "Grandma"]),
        ("  ", []),
    ],
)
def test_names_may_be_partial_and_need_no_word_between_them(line: str, names: list[str]) -> None:
    assert [each.name for each in people_of(parse(line, PEOPLE))] == names


def test_a_word_of_the_shell_never_joins_the_next_one_and_needs_no_quotes_for_a_whole_name() -> None:
    assert [each.name for each in people_of(parse(["Tom", "Smith"], PEOPLE))] == ["Tom", "Smith"]
    assert parse(["Ben Since", "-Tom"], PEOPLE) == And((Someone("Ben Since"), Not(TOM)))


def test_words_are_joined_by_and_before_or() -> None:
    assert parse("Grandma (Tom | Ann) -Bob") == And((GRANDMA, Or((TOM, ANN)), Not(BOB)))
    assert parse("Grandma Tom | Ann not Bob") == Or((And((GRANDMA, TOM)), And((ANN, Not(BOB)))))
    assert parse("Grandma OR Tom AND Ann") == Or((GRANDMA, And((TOM, ANN))))
    assert parse("!Tom") == parse("- Tom") == parse("\u2212Tom") == Not(TOM)
    assert parse("Tom-Ann") == Someone("Tom-Ann")
    assert parse("  ") == EVERYTHING


def test_only_takes_all_names_that_follow() -> None:
    assert parse("only: Grandma, Tom year:2004 Ann") == And((Only((GRANDMA, TOM)), Dates("2004", "2004"), ANN))


@pytest.mark.parametrize(
    ("line", "since", "until"),
    [
        ("2015", "2015", "2015"),
        ("Tom since 2015", "2015", None),
        ("Tom until 2016-03", None, "2016-03"),
        ("2010 to 2015 Tom", "2010", "2015"),
        ("2010..2015-02-03", "2010", "2015-02-03"),
        ("date:-30d..", "-30d", None),
        ("date:>=2004-07", "2004-07", None),
        ("date:yesterday", "yesterday", "yesterday"),
        ("year:1998..2004", "1998", "2004"),
        ("year:>1998", "1999", None),
    ],
)
def test_dates_say_since_when_and_until_when(line: str, since: str | None, until: str | None) -> None:
    tree = parse(line, PEOPLE)
    (dates,) = [part for part in (tree.parts if isinstance(tree, And) else (tree,)) if isinstance(part, Dates)]
    assert (dates.first, dates.last) == (since, until)


@pytest.mark.parametrize(
    ("line", "part", "message", "hint"),
    [
        ("Grandma Bob", "Bob", "nobody is called 'Bob'", ""),
        ("Tom Smiht", "Tom Smiht", "nobody is called 'Tom Smiht'", "Tom Smith"),
        ("Grandma Gramdma", "Gramdma", "nobody is called", "Did you mean Grandma?"),
        ("yeer:2004", "yeer:", "there is no term yeer:", "Did you mean year:?"),
        ("caption:sea", "caption:", "there is no term caption:", "Did you mean text:?"),
        ("tag:sea", "tag:", "there is no term tag:", "Did you mean text:?"),
        ("in:Lisbon", "in:", "there is no term in:", "Did you mean place:?"),
        ("since:2004", "since:", "there is no term since:", "Write it without the colon: since 2015"),
        ("Tom 1998-2004", "1998-2004", "nobody is called", "A period is written with two dots: 1998..2004"),
        ("Tom 1998 - 2004", "-", "a period is not written with a hyphen", "1998..2004"),
        ("year:1998 - 2004", "-", "a period is not written with a hyphen", "two dots: year:1998..2004"),
        ("date:1998-05 - 2004", "-", "a period is not written with a hyphen", "two dots: date:1998-05..2004"),
        ("date:1998-2004", "1998-2004", "is not a date", "A range is written with two dots: date:1998..2004"),
        ("year:1998-2004", "1998-2004", "is not a year", "A range is written with two dots: year:1998..2004"),
        ("count:2-4", "2-4", "is not a whole number", "A range is written with two dots: count:2..4"),
        ("size:20-30", "20-30", "is not a number", "A range is written with two dots: size:20..30"),
        (
            "text:birthday party",
            "party",
            "nobody is called",
            'Put a value with spaces in quotes: text:"birthday party"',
        ),
        ("folder:1996 Old Inn", "Old", "nobody is called", 'in quotes: folder:"1996 Old Inn"'),
        ("date:May", "May", "'May' is not a date", "2019-07"),
        ("Tom: 2004", "Tom:", "there is no term tom:", "Write the name without the colon: Tom"),
        ("C:\\Photos\\old", "C:", "there is no term c:", "A folder is written folder:C:\\Photos\\old"),
        ("~/Pictures/IMG_1.JPG", "~/Pictures/IMG_1.JPG", "nobody is called", "A file is written file:IMG_1.JPG"),
        ("*.heic", "*.heic", "nobody is called", "A file is written file:*.heic"),
        ("Tom ~/Pictures", "~/Pictures", "nobody is called", "A folder is written folder:~/Pictures"),
        ("zip:1000", "zip:", "there is no term zip:", "There are: person:, only:, count:"),
        ("place:52.5,13.4", "52.5,13.4", "is not the name of a place", "near:52.5,13.4,5km"),
        ('text:"\u200b"', '"\u200b"', "has no visible characters", "text:birthday"),
        ("Tom unnamd", "unnamd", "nobody is called", "Did you mean the term unnamed?"),
        ("Tom count>=3", "count>=3", "nobody is called", "Write a colon after the term: count:>=3"),
        ("-30d..", "30d..", "nobody is called", "date:-30d.."),
        ("status:confirmed | automatic", "automatic", "nobody is called", "Did you mean status:automatic?"),
        ("Tom year", "year", "nobody is called", "year:1998..2004"),
        ("Tom 2015-13", "2015-13", "is not a date", "2019-07"),
        ("Tom since", "since", "a date is missing", "in quotes"),
        ("Tom since ever", "ever", "'ever' is not a date", "in quotes"),
        ("Tom 2004 to", "to", "a date is missing", "in quotes"),
        (
            "Tom |",
            "|",
            "a name or a term is missing after |",
            "Possible here: a name, a term such as year:2004, ( or - for not.",
        ),
        ("| Tom", "|", "a name or a term is missing before |", "Possible here"),
        ("Tom () Grandma", ")", "a name or a term is missing after (", "Possible here"),
        ("(Tom | Grandma", "(", "this parenthesis is not closed", "Write )"),
        ("Tom)", ")", "this parenthesis was not opened", "Remove it"),
        ("only: year:2004", "year:2004", "a name is missing after only:", "only: Grandma Tom"),
        ("only:", "only:", "a name is missing after only:", "only: Grandma Tom"),
        ("person: | Tom", "person:", "a name is missing after person:", "person:"),
        ('Tom "Grandma', '"Grandma', "the quotation mark is not closed", "Close it"),
        ("alone: Tom", "alone:", "alone takes no value", "Grandma alone"),
        ("year: ", "year:", "a value is missing after year:", "year:1998..2004"),
        ("Tom year:98", "98", "'98' is not a year", "four digits"),
        ("year:2004..1998", "2004..1998", "the start date 2004 is after the end date 1998", ""),
        ("count:few", "few", "'few' is not a whole number", "count:2..4"),
        ("count:..", "..", "a value is missing", "count:2..4"),
        ("count:4..2", "4..2", "ends before it begins", "smaller number first"),
        ("year:2004,2005", "2004,2005", "year: takes one value", "year:2004 | year:2005"),
        ("ext:jpg,png", "jpg,png", "ext: takes one value", "ext:jpg | ext:png"),
        ("month:2004-07", "2004-07", "is not a month", "date:2004-07"),
        ("status:auto", "auto", "is not a status", "Did you mean automatic?"),
        ("quality:8", "8", "8 is more than 1", "0 to 1"),
        ("near:1,2", "1,2", "is not a place and a distance", "near:52.5,13.4,5km"),
        ("near:100,2,5km", "100,2,5km", "100,2 is not a place", "The latitude comes first"),
        ("size:big", "big", "'big' is not a number", "size:>=200"),
        ("date:sometime", "sometime", "is not a date", "-30d"),
        ("(" * 60, "(", "the query is nested too deeply", "50 levels"),
        ("-" * 60 + "Tom", "-", "the query is nested too deeply", "50 levels"),
        ("Tom " * 1_001, "Tom", "the query is too long", "1,000 parts"),
        ("count:1 " * 101, "count:1", "the query has too many terms", "100 are possible"),
    ],
)
def test_errors_point_at_the_part_that_is_wrong_and_propose_something(
    line: str, part: str, message: str, hint: str
) -> None:
    at, said, proposed = fault(line)
    assert at == part
    assert message in said
    assert hint in proposed


def test_the_nearest_name_is_proposed_rather_than_a_term_that_is_no_nearer() -> None:
    people = [Person(1, "Person 7"), Person(2, "Anna Maria"), Person(3, "Alona")]

    def proposed(query: str) -> str:
        with pytest.raises(UnknownNameError) as caught:
            parse(query, people)
        return caught.value.hint

    assert proposed("Persn") == proposed("Persn 7") == "Did you mean Person 7?"
    assert proposed("Allona") == "Did you mean Alona?"
    assert "the term together" in proposed("togetherr")


def test_a_name_is_proposed_before_a_term_that_is_nearer() -> None:
    def proposed(query: str) -> str:
        with pytest.raises(UnknownNameError) as caught:
            parse(query, [Person(1, "Anna Persson"), Person(2, "Tom")])
        return caught.value.hint

    both = 'Did you mean Anna Persson, or the term person:"Anna Maria"?'
    assert [proposed("Persn"), proposed("person")] == [both, both]
    assert proposed("only") == "The term is written with a colon and a value: only: Grandma Tom"


def test_a_line_that_is_too_long_is_refused_before_it_is_read() -> None:
    assert "40,000 characters" in fault("a b " * 10_000)[1]


def test_an_unknown_name_has_the_exit_code_of_something_that_is_not_there() -> None:
    with pytest.raises(UnknownNameError) as unknown:
        parse("Bob", PEOPLE)
    with pytest.raises(QueryError) as unclear:
        parse("Tom |", PEOPLE)
    assert (unknown.value.exit_code, unclear.value.exit_code) == (1, 2)


def test_every_example_of_a_term_is_understood() -> None:
    for term in TERMS.values():
        tree = parse(term.example)
        assert parse(printed(tree)) == tree


PIECES = ("(", ")", "|", "-", "only:", "Tom", "since", "2004", "to", '"', "year:", "..", ",", "count:", "\\", "\u201c")


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_any_text_is_understood_or_refused_with_a_place_in_the_line(text: str) -> None:
    try:
        tree = parse(text, PEOPLE)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(error.line)
        assert error.message
    else:
        assert parse(printed(tree)) == tree
