using SaaSGate.Postgres.Embedded;
using Xunit;

namespace SaaSGate.Postgres.Tests.Embedded;

public sealed class ServerBinariesTests
{
    [Fact]
    public async Task Makes_the_links_that_the_install_script_would_have_made()
    {
        using var folder = new TestFolder();
        var user = await ServerUser.ChooseAsync(TestContext.Current.CancellationToken);
        var installed = await ServerBinaries.PrepareAsync(null, user, TestContext.Current.CancellationToken);
        var package = Path.GetFullPath(Path.Combine(installed.Postgres, "..", "..", ".."));
        var copy = folder.In("@embedded-postgres", Path.GetFileName(package));
        Directory.CreateDirectory(folder.In("@embedded-postgres"));
        await SharedFolder.RunAsync(["cp", "-RP", package, copy], TestContext.Current.CancellationToken);
        await SharedFolder.RunAsync(["find", copy, "-type", "l", "-delete"], TestContext.Current.CancellationToken);

        var prepared = await ServerBinaries.PrepareAsync(folder.In(), user, TestContext.Current.CancellationToken);

        Assert.StartsWith(copy, prepared.Postgres, StringComparison.Ordinal);
    }
}
