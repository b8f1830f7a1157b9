using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.Postgres.Embedded;

/// <summary>Where root puts what another user must reach. Owned by root, so that no other user can put anything there first.</summary>
internal static class SharedFolder
{
    private const string Root = "/var/lib/saasgate";

    /// <summary>A path in the folder, which is made when it is not there: always the same for the same identity.</summary>
    /// <exception cref="EmbeddedPostgresException">No write permission.</exception>
    public static string PathFor(string kind, string identity)
    {
        try
        {
            Directory.CreateDirectory(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"Cannot write to {Root}: start SaaSGate as an ordinary user, or name a server in SAASGATE_POSTGRES.", failure);
        }

        return Path.Combine(Root, $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16]}");
    }

    /// <summary>Runs a command that must succeed.</summary>
    /// <exception cref="EmbeddedPostgresException">It did not.</exception>
    public static async Task RunAsync(string[] command, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await Command.RunAsync(command, cancellationToken);
        if (exitCode != 0)
            throw new EmbeddedPostgresException($"'{string.Join(' ', command)}' failed ({output.ReplaceLineEndings(" ")}): make room or permission for it.");
    }
}
