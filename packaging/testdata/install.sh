# Installs and removes the packages in $1 beside Debian's mosh, on a copy of this
# machine that nothing comes back from. To be run as root in a mount namespace of
# its own (unshare -m).
set -eu
packages=$1
mount --make-rprivate /
base=$(mktemp -d)
mount -t tmpfs tmpfs "$base"
mkdir "$base/up" "$base/work" "$base/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$base/up,workdir=$base/work" "$base/root"
mount -t proc proc "$base/root/proc"
mount --rbind /dev "$base/root/dev"
mkdir "$base/root/packages"
cp "$packages"/*.deb "$packages"/*.rpm "$base/root/packages"
exec chroot "$base/root" sh -eu <<'END'
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
cd /packages
step() { echo "== $*"; }
# is NAME PATTERN: what the program says of its version.
is() { "$1" --version 2>&1 | grep -q "$2" || { echo "$1 is not $2:"; "$1" --version; exit 1; }; }
none() { for f in "$@"; do [ ! -e "$f" ] && [ ! -L "$f" ] || { echo "$f is left"; exit 1; }; done; }
deb=$(echo gomosh_*_amd64.deb)

step "a package of Debian's mosh, from its installed files"
is mosh 'Keith Winstein'
mkdir -p repack/DEBIAN
dpkg-query -L mosh | while read -r file; do
	[ -f "$file" ] && [ ! -L "$file" ] || continue
	mkdir -p "repack$(dirname "$file")"
	cp -a "$file" "repack$file"
done
dpkg-query -s mosh | grep -v -e '^Status' -e '^Conffiles' -e '^ /etc' >repack/DEBIAN/control
dpkg-deb --build repack mosh.deb >/dev/null

step "gomosh beside mosh"
dpkg -i "$deb"
is gomosh '^gomosh '
is mosh 'Keith Winstein'
is /usr/lib/gomosh/mosh '^gomosh '
man -w gomosh gomosh-connect gomosh-config >/dev/null
grep -q 60001:60999/udp /etc/ufw/applications.d/gomosh
grep -q 60001-60999 /usr/lib/firewalld/services/gomosh.xml
bash -c 'source /usr/share/bash-completion/completions/gomosh; complete -p gomosh' | grep -q _gomosh
[ -f /usr/share/zsh/vendor-completions/_gomosh ] && [ -f /usr/share/fish/vendor_completions.d/gomosh.fish ]
[ -z "$(dpkg -V gomosh)" ]

step "gomosh again, over itself"
dpkg -i "$deb"
is mosh 'Keith Winstein'

step "mosh goes: gomosh takes its names"
dpkg -r mosh
is mosh '^gomosh '
is mosh-server 'build gomosh'
is mosh-client '^gomosh '
[ "$(readlink -f "$(man -w mosh)")" = /usr/share/man/man1/gomosh-connect.1.gz ]
gomosh server -i 127.0.0.1 -p 0 -- true >out 2>err
grep -q '^MOSH CONNECT ' out
kill "$(sed -n 's/.*pid = \([0-9]*\).*/\1/p' err)"

step "an upgrade keeps them"
dpkg -i "$deb"
is mosh '^gomosh '

step "mosh comes back: it has its names"
dpkg -i mosh.deb
is mosh 'Keith Winstein'
is mosh-server 'build mosh'

step "gomosh goes: mosh is whole, nothing is left"
dpkg -P gomosh
is mosh 'Keith Winstein'
is mosh-server 'build mosh'
is mosh-client 'build mosh'
[ -z "$(dpkg -V mosh)" ]
none /usr/bin/gomosh /usr/lib/gomosh /etc/alternatives/mosh /etc/ufw/applications.d/gomosh /usr/share/man/man1/gomosh.1.gz

step "gomosh alone comes and goes"
dpkg -P mosh
dpkg -i "$deb"
is mosh '^gomosh '
dpkg -P gomosh
none /usr/bin/mosh /usr/bin/mosh-server /usr/bin/mosh-client /usr/bin/gomosh

step "the rpm"
rpm -K --nosignature ./*.rpm
rpm -i --nodeps ./*.x86_64.rpm
is gomosh '^gomosh '
is mosh '^gomosh '
rpm -V --nodeps gomosh
rpm -e gomosh
none /usr/bin/mosh /usr/bin/gomosh /usr/lib/gomosh
step "all is well"
END
