using System.Security.Cryptography;

namespace SaaSGate.Postgres.Embedded;

/// <summary>
/// The directory of one server, held by one process at a time: <c>data</c> is PostgreSQL's, <c>password</c> is that of the
/// superuser, <c>lock</c> is held open for as long as the server is ours.
/// </summary>
internal sealed class ServerHome : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _lock;
    private readonly ServerUser _user;

    private ServerHome(string path, FileStream held, ServerUser user)
    {
        Path = path;
        _lock = held;
        _user = user;
    }

    public string Path { get; }

    public string Data => In("data");

    public string PasswordFile => In("password");

    /// <summary>Takes the directory for this process, in a place that the server's user can reach.</summary>
    /// <exception cref="EmbeddedPostgresException">No write permission, or another process holds it.</exception>
    public static async Task<ServerHome> TakeAsync(string directory, ServerUser user, ServerBinaries binaries, CancellationToken cancellationToken)
    {
        var requested = System.IO.Path.GetFullPath(directory);
        try
        {
            var path = user.IsAnother ? await ReachableAsync(requested, user, binaries, cancellationToken) : Make(requested);
            return new(path, Hold(path), user);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException($"Cannot write to {requested} ({denied.Message}): give permission, or choose another directory with --data.", denied);
        }
    }

    /// <summary>Makes the database cluster, unless it is there. A cluster that was half made when we were killed is made again.</summary>
    public async Task InitialiseAsync(ServerBinaries binaries, bool durable, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Data))
            return;
        var half = In("data.new");
        if (Directory.Exists(half))
            Directory.Delete(half, recursive: true);
        await WritePasswordAsync(cancellationToken);
        string[] arguments =
        [
            binaries.InitDb, "--pgdata", half, "--username", EmbeddedPostgres.Superuser, "--pwfile", PasswordFile, "--auth", "scram-sha-256",
            "--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions",
            .. durable ? [] : (string[])["--no-sync"],
        ];
        var (exitCode, output) = await Command.RunAsync(_user.As(arguments), cancellationToken);
        if (exitCode != 0)
            throw new EmbeddedPostgresException($"PostgreSQL could not make its data directory {half}: {Last(output)}.");
        Directory.Move(half, Data);
    }

    /// <summary>Stops the server that a killed process may have left on this directory, and unblocks a pid file whose number is someone else's by now.</summary>
    public static async Task StopLeftoverAsync(string data, ServerUser user, ServerBinaries binaries, CancellationToken cancellationToken)
    {
        var pidFile = System.IO.Path.Combine(data, "postmaster.pid");
        if (PostmasterPid.Read(pidFile) is not { } pid || !PostmasterPid.IsAlive(pid))
            return;
        if (PostmasterPid.IsServerOf(pid, pidFile))
        {
            var stop = await Command.RunAsync(user.As(binaries.PgCtl, "stop", "-D", data, "-m", "fast", "-w", "-t", "30"), cancellationToken);
            if (stop.ExitCode != 0)
                await Command.RunAsync(user.As(binaries.PgCtl, "stop", "-D", data, "-m", "immediate", "-w", "-t", "30"), cancellationToken);
        }
        else
        {
            PostmasterPid.Disown(pidFile);
        }
    }

    public async Task<string> ReadPasswordAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(PasswordFile, cancellationToken);
        }
        catch (Exception missing) when (missing is FileNotFoundException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The password of the server in {Path} cannot be read: remove that directory to begin anew, or choose another with --data.", missing);
        }
    }

    public void Dispose() => _lock.Dispose();

    private async Task WritePasswordAsync(CancellationToken cancellationToken)
    {
        File.Delete(PasswordFile);
        await using (var file = new FileStream(PasswordFile, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Private }))
        await using (var writer = new StreamWriter(file))
            await writer.WriteAsync(RandomNumberGenerator.GetHexString(32, lowercase: true).AsMemory(), cancellationToken);
        if (_user.Owner is { } owner)
            await SharedFolder.RunAsync(["chown", owner, PasswordFile], cancellationToken);
    }

    private static async Task<string> ReachableAsync(string requested, ServerUser user, ServerBinaries binaries, CancellationToken cancellationToken)
    {
        var elsewhere = SharedFolder.PathFor("data", requested);
        var link = new DirectoryInfo(requested);
        if (link.LinkTarget == elsewhere && Directory.Exists(elsewhere))
            return elsewhere;

        if (link.LinkTarget is null)
        {
            Make(requested);
            await SharedFolder.RunAsync(["chown", "-R", user.Owner!, requested], cancellationToken);
            if ((await Command.RunAsync(user.As("test", "-w", requested), cancellationToken)).ExitCode == 0)
                return requested;
            if (Directory.EnumerateFileSystemEntries(requested).Any())
                throw new EmbeddedPostgresException($"The user {user.Name}, who runs PostgreSQL for root, cannot reach {requested}: open the folders above it, or choose another directory with --data.");
        }

        // Without the link, what is there belongs to a directory that someone has removed to begin anew.
        link.Delete();
        if (Directory.Exists(elsewhere))
        {
            await StopLeftoverAsync(System.IO.Path.Combine(elsewhere, "data"), user, binaries, cancellationToken);
            Directory.Delete(elsewhere, recursive: true);
        }

        Make(elsewhere);
        await SharedFolder.RunAsync(["chown", user.Owner!, elsewhere], cancellationToken);
        Directory.CreateSymbolicLink(requested, elsewhere);
        return elsewhere;
    }

    private static string Make(string path) => Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;

    private static FileStream Hold(string path)
    {
        try
        {
            return new(System.IO.Path.Combine(path, "lock"), new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = Private });
        }
        catch (IOException held)
        {
            throw new EmbeddedPostgresException($"Another SaaSGate runs on {path}: end it, or choose another directory with --data.", held);
        }
    }

    private static string Last(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("no reason given").Trim();

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
