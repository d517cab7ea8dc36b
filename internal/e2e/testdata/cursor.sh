# Cursor movement, regions, inserting and deleting, tabs, insert mode.
printf '\033[H\033[2J'
row=1
while [ $row -le 23 ]; do
	printf '%02d abcdefghijklmnopqrstuvwxyz\n' $row
	row=$((row + 1))
done
printf '\033[5;10r\033[10;1H\nscrolled up\033[5;1H\033Mscrolled down\033[r'
printf '\033[12;4H\033[3L\033[16;4H\033[2M'
printf '\033[18;6H\033[5@\033[19;6H\033[5P\033[20;6H\033[5X'
printf '\033[21;4H\033[4hINS\033[4l'
printf '\033[22;1H\ta\tb\033[3g\033[22;5H\033H\r\033[22;1H\033[Ic\033c'
printf 'after reset\n'
printf '\0337\033[10;40Hsaved\0338restored\n'
printf '\033[2;5r\033[?6h\033[2;3Horigin\033[?6l\033[r'
printf '\033[6;10H1\033[1K\033[7;10H2\033[K\033[8;10H3\033[2K\033[8;1H'
printf '\033[14;20H<\033[3A^\033[2C>\033[5Dv\033[20;60f+\033[3d*\033[7G!'
printf '\033[12;1H\033[1S\033[2T'
printf '\033[22;1Hcursor done\033[?25l'
exec sleep 600
