# bash completion for xianjin.  The words come from the program itself, from the
# tables that its options are read by.

_xianjin() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local program=${COMP_WORDS[0]} verb="" option="" word i
	local IFS=$'\n'

	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--data|--lang|-d) ((i++)) ;;
		=|-*) ;;
		*)
			if [[ ${COMP_WORDS[i-1]} != '=' ]]; then
				verb=$word
				break
			fi ;;
		esac
	done

	# --format=js is three words to bash: --format, =, js
	if [[ $cur == '=' ]]; then
		option=$prev cur=""
	elif [[ $prev == '=' ]]; then
		option=${COMP_WORDS[COMP_CWORD-2]}
	elif [[ $prev == --* ]]; then
		option=$prev
	fi
	if [[ $option == --data || $option == --to || $option == --rules || $prev == -d || $prev == -o ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
	fi
	if [[ $option == --list || $option == --law || $prev == -i ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
	fi
	if [[ $option == --* ]]; then
		word=$("$program" --completion-words "${verb:-help}" "${option#--}" \
			2>/dev/null)
		if [[ -n $word ]]; then
			mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
			return
		fi
	fi
	if [[ -z $verb ]]; then
		word=$("$program" --completion-words 2>/dev/null)
	elif [[ $verb == help ]]; then
		word=$("$program" --completion-words 2>/dev/null | grep -v '^-')
	elif [[ $cur == -* ]]; then
		word=$("$program" --completion-words "$verb" 2>/dev/null)
	elif [[ $verb == import || $verb == check || $verb == verify ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
	fi
	mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
	[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
	return 0
}

complete -F _xianjin xianjin
