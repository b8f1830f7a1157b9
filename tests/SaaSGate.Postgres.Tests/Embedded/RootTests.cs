using SaaSGate.Postgres.Embedded;
using Xunit;

namespace SaaSGate.Postgres.Tests.Embedded;

/// <summary>What root must do for the user who runs the server.</summary>
public sealed class RootTests : IDisposable
{
    private readonly TestFolder _folder = new(reachable: false);

    public RootTests() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root hands the server to another user.");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Puts_data_where_the_user_can_reach_it_and_leaves_a_link()
    {
        var options = new EmbeddedPostgresOptions { Directory = _folder.In("postgres"), Durable = false };
        string? target;
        await using (await EmbeddedPostgres.StartAsync(options, Cancellation))
            target = new DirectoryInfo(options.Directory).LinkTarget;
        Assert.True(Directory.Exists(target));
        await File.WriteAllTextAsync(Path.Combine(target, "mark"), "", Cancellation);

        await using (await EmbeddedPostgres.StartAsync(options, Cancellation))
            Assert.True(File.Exists(Path.Combine(target, "mark")));

        // Who removes the directory that they named begins anew.
        File.Delete(options.Directory);
        await using (await EmbeddedPostgres.StartAsync(options, Cancellation))
            Assert.False(File.Exists(Path.Combine(target, "mark")));
        Directory.Delete(target, recursive: true);
    }

    [Fact]
    public async Task Copies_binaries_that_the_user_cannot_reach()
    {
        var user = await ServerUser.ChooseAsync(Cancellation);
        var native = Path.GetDirectoryName(Path.GetDirectoryName((await ServerBinaries.PrepareAsync(null, user, Cancellation)).Postgres))!;
        var package = Path.GetDirectoryName(native)!;
        Directory.CreateDirectory(_folder.In("@embedded-postgres"));
        Directory.CreateSymbolicLink(_folder.In("@embedded-postgres", Path.GetFileName(package)), package);

        var copied = await ServerBinaries.PrepareAsync(_folder.In(), user, Cancellation);

        Assert.StartsWith("/var/lib/saasgate/", copied.Postgres, StringComparison.Ordinal);
        Assert.Equal(0, (await Command.RunAsync(user.As(copied.InitDb, "--version"), Cancellation)).ExitCode);
        Assert.Equal(copied.Postgres, (await ServerBinaries.PrepareAsync(_folder.In(), user, Cancellation)).Postgres);
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(copied.Postgres))!, recursive: true);
    }
}
