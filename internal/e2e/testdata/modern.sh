# Renditions that stock mosh does not carry.
printf '\033[H\033[2J'
printf '\033[2mfaint\033[0m \033[9mstrike\033[0m \033[53moverline\033[0m \033[1;2mboth\033[22mneither\033[0m\n'
printf '\033[4:2mdouble\033[0m \033[4:3mcurly\033[0m \033[4:4mdotted\033[0m \033[4:5mdashed\033[0m\n'
printf '\033[4:3;58:5:9mred curl\033[0m \033[4;58:2::10:20:30mcoloured line\033[59mplain line\033[0m\n'
printf 'modern done'
exec sleep 600
