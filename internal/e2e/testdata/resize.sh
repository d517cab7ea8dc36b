# Fills the screen again and again with rows that name its size, until q.
stty -icanon -echo min 0 time 0
trap : WINCH
key=
while [ "$key" != q ]; do
	set -- $(stty size)
	out=$(printf '\033[H')
	row=1
	while [ $row -lt $1 ]; do
		out="$out$(printf 'row %d of %dx%d\033[K\r\n.' $row $2 $1)"
		out=${out%.}
		row=$((row + 1))
	done
	printf '%s\033[J' "$out"
	key=$(dd bs=1 count=1 2>/dev/null)
done
printf done
exec sleep 600
