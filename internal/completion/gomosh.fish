# Completion of gomosh and mosh for fish.
function __gomosh_complete
    set -l current (commandline -ct)
    for line in (command gomosh complete (commandline -opc) "$current" 2>/dev/null)
        if string match -q ':files*' -- $line
            set -l option (string match -r '^--[^=]*=' -- "$current")
            for path in (__fish_complete_path (string replace -r '^--[^=]*=' '' -- "$current"))
                echo "$option$path"
            end
        else
            echo $line
        end
    end
end
complete -c gomosh -f -a '(__gomosh_complete)'
complete -c mosh -f -a '(__gomosh_complete)'
