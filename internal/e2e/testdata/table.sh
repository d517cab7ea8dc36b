# A program like top: it paints the whole screen again and again.
printf '\033[H\033[2J'
frame=1
while [ $frame -le 40 ]; do
	printf '\033[H\033[1mframe %d\033[0m\033[K\n\n' $frame
	printf '\033[7m  PID USER      %%CPU COMMAND\033[K%*s\033[0m\n' 54 ''
	row=1
	while [ $row -le 18 ]; do
		printf '%5d user%-4d \033[3%dm%5d\033[0m command-%d\033[K\n' $((row * 37)) $((row % 4)) $((row % 7 + 1)) $((frame * row % 100)) $((frame + row))
		row=$((row + 1))
	done
	printf '\033[J'
	frame=$((frame + 1))
	sleep 0.01
done
exec sleep 600
