# Lines longer than the screen is wide, and lines that just fill it.
printf '\033[H\033[2J'
n=1
while [ $n -le 3 ]; do
	printf 'paragraph %d: ' $n
	i=0
	while [ $i -lt $((n * 25)) ]; do printf 'word%d ' $i; i=$((i + 1)); done
	printf '\n'
	n=$((n + 1))
done
printf '%080d\n' 5
printf 'short\n'
printf '%0100d\n' 6
printf 'wrapped done\n'
exec sleep 600
