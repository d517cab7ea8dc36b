#compdef gomosh mosh
# Completion of gomosh and mosh for zsh.
_gomosh() {
	local line about
	local -a plain plain_about open open_about
	while IFS=$'\t' read -r line about; do
		case $line in
		:files)
			if [[ $PREFIX == --*=* ]]; then
				compset -P '*='
			fi
			_files
			;;
		*=)
			open+=("$line")
			open_about+=("$line${about:+  -- $about}")
			;;
		*)
			plain+=("$line")
			plain_about+=("$line${about:+  -- $about}")
			;;
		esac
	done < <(command gomosh complete "${(@Q)words[1,CURRENT-1]}" "$PREFIX" 2>/dev/null)
	(( $#open )) && compadd -l -S '' -d open_about -a open
	(( $#plain )) && compadd -l -d plain_about -a plain
	return 0
}
if [[ $funcstack[1] == _gomosh ]]; then
	_gomosh "$@"
elif (( $+functions[compdef] )); then
	compdef _gomosh gomosh mosh
fi
