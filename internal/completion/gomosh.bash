# Completion of gomosh and mosh for bash.
_gomosh() {
	local line=${COMP_LINE:0:COMP_POINT} words candidate current prefix
	# Cut at blanks alone: readline's own words end at "=" and "@" too.
	read -ra words <<<"$line"
	[[ $line == *[[:space:]] ]] && words+=('')
	current=${words[${#words[@]} - 1]}
	# Readline replaces only what is behind the last "=" or ":", or from "@" on.
	prefix=${current%"${current##*[=:]}"}
	[[ $COMP_WORDBREAKS == *"${prefix: -1}"* ]] || prefix=
	[[ $COMP_WORDBREAKS == *@* && $current == *@* ]] && prefix=${current%@*}
	COMPREPLY=()
	while IFS= read -r candidate; do
		candidate=${candidate%%$'\t'*}
		if [[ $candidate == :files ]]; then
			compopt -o filenames
			while IFS= read -r candidate; do
				COMPREPLY+=("$candidate")
			done < <(compgen -f -- "${current#--*=}")
			continue
		fi
		COMPREPLY+=("${candidate#"$prefix"}")
	done < <(command gomosh complete "${words[@]}" 2>/dev/null)
	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
	return 0
}
complete -F _gomosh gomosh mosh
