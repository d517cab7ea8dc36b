# All 256 colours as background and as text, true colours, all renditions that
# every mosh knows, and erasing with a background colour.
printf '\033[H\033[2J'
n=0
while [ $n -lt 256 ]; do
	printf '\033[48;5;%dm \033[0;38;5;%dmx\033[0m' $n $n
	n=$((n + 1))
	if [ $((n % 39)) = 0 ]; then printf '\n'; fi
done
printf '\n'
n=0
while [ $n -lt 76 ]; do
	printf '\033[38;2;%d;%d;%dm#\033[48;2;%d;0;%dm-\033[0m' $((n * 3)) $((255 - n * 3)) $n $n $((n * 2))
	n=$((n + 2))
done
printf '\n\033[1mbold\033[0m \033[3mitalic\033[0m \033[4munderline\033[0m \033[5mblink\033[0m \033[7minverse\033[0m \033[8minvisible\033[0m'
printf ' \033[1;3;4;7;31;42mall\033[22m.\033[23m.\033[24m.\033[27m.\033[39m.\033[49m.\033[0m\n'
printf '\033[30;47m30\033[31m31\033[32m32\033[33m33\033[34m34\033[35m35\033[36m36\033[37;40m37\033[90m90\033[91m91\033[97;101m97\033[107;31m107\033[0m\n'
printf '\033[44m\033[K\033[20Gblue\033[80G|\033[0m\r\n'
printf '\033[45mtext\033[5X\033[80G|\033[0m\r\n'
printf '\033[0;41mabcdef\033[3D\033[2@\033[0;42m\033[10G\033[4P\033[80G|\033[0m\r\n'
printf 'colours done'
exec sleep 600
