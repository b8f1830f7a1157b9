namespace SaaSGate.Postgres.Embedded;

/// <summary>
/// Who runs the server. PostgreSQL refuses to run as root, so root hands over to an account that is there already;
/// anyone else runs it as themselves.
/// </summary>
internal sealed class ServerUser
{
    private readonly string[] _prefix;

    private ServerUser(string name, string? owner, string[] prefix, bool diesWithParent)
    {
        Name = name;
        Owner = owner;
        _prefix = prefix;
        DiesWithParent = diesWithParent;
    }

    public string Name { get; }

    /// <summary><c>uid:gid</c> where it is not us.</summary>
    public string? Owner { get; }

    public bool IsAnother => Owner is not null;

    /// <summary>Whether the kernel can be asked to end a process with its parent.</summary>
    public bool DiesWithParent { get; }

    public static async Task<ServerUser> ChooseAsync(CancellationToken cancellationToken)
    {
        var diesWithParent = await Command.ExistsAsync(["setpriv", "--pdeathsig", "INT", "true"], cancellationToken);
        if (!Environment.IsPrivilegedProcess)
            return new(Environment.UserName, null, [], diesWithParent);

        foreach (var (name, uid, gid) in Accounts())
        {
            string[] prefix = ["setpriv", "--reuid", uid, "--regid", gid, "--clear-groups"];
            if (await Command.ExistsAsync([.. prefix, "true"], cancellationToken))
                return new(name, $"{uid}:{gid}", prefix, diesWithParent);
        }

        throw new EmbeddedPostgresException(
            "PostgreSQL does not run as root, and 'setpriv' (util-linux) could not hand over to the user postgres or nobody: start SaaSGate as an ordinary user, or name a server in SAASGATE_POSTGRES.");
    }

    /// <summary>The command as this user.</summary>
    public string[] As(params string[] command) => [.. _prefix, .. command];

    /// <summary>The same for a server, which must end when the process that started it is gone.</summary>
    public string[] AsServer(params string[] command) => (IsAnother, DiesWithParent) switch
    {
        (_, false) => As(command),
        (true, true) => [.. _prefix, "--pdeathsig", "INT", .. command],
        (false, true) => ["setpriv", "--pdeathsig", "INT", .. command],
    };

    private static IEnumerable<(string Name, string Uid, string Gid)> Accounts()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToLookup(fields => fields[0]);
        return from name in (string[])["postgres", "nobody"] from fields in accounts[name] select (name, fields[2], fields[3]);
    }
}
