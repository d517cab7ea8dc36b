# Fills the last row to its last column, and then goes back one and two columns.
stty -icanon -echo
printf '\033[H\033[2J\033[24;1H%080d' 7
dd bs=1 count=1 of=/dev/null 2>/dev/null
printf '\033[24;80H6'
dd bs=1 count=1 of=/dev/null 2>/dev/null
printf '\033[24;79HQ'
exec sleep 600
