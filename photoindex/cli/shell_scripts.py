"""Hold the scripts with which bash and fish ask this program for completions; for zsh, click's own script is used.

Click's script for bash removes backslashes from the answers and expands wildcards in them, and needs bash 4.4; its
script for fish cuts answers at commas.
"""

# Each answer is a line: the kind, a comma, and the text to insert, already escaped. COMP_WORD is what bash replaces: it
# splits words at colons. Bash 3.2, the version of macOS, knows neither `compopt` nor `nosort`.
BASH = """\
%(complete_func)s() {
    local line word="${COMP_WORDS[COMP_CWORD]}"
    COMPREPLY=()
    while IFS= read -r line; do
        case "$line" in
            plain,*) COMPREPLY[${#COMPREPLY[@]}]="${line#plain,}" ;;
            dir,*) compopt -o dirnames 2>/dev/null || _photoindex_files -d "$word" ;;
            file,*) compopt -o default 2>/dev/null || _photoindex_files -f "$word" ;;
        esac
    done < <(env COMP_LINE="${COMP_LINE:0:$COMP_POINT}" COMP_WORD="$word" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}

_photoindex_files() {
    local line
    while IFS= read -r line; do
        COMPREPLY[${#COMPREPLY[@]}]="$(printf '%%q' "$line")"
    done < <(compgen "$1" -- "$2")
}

complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null || complete -F %(complete_func)s %(prog_name)s
"""

# Each answer is a line: the kind, the text and its description, with tabs between them. Fish escapes the text itself.
FISH = """\
function %(complete_func)s
    set -l answers (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp | string collect) \\
        COMP_CWORD=(commandline -ct | string collect) %(prog_name)s)
    for answer in $answers
        set -l parts (string split -m 1 \\t -- $answer)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end

complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""
