using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What cannot start says in one line what to do.</summary>
public sealed class RefusedStartTests
{
    [Fact]
    public async Task A_corrupt_spool_and_a_wrong_or_missing_master_key_are_told_in_one_line()
    {
        await using var stack = await SupervisedStack.StartAsync();
        await stack.KillGatewayAsync();
        await stack.KillControlPlaneAsync();

        await File.WriteAllTextAsync(Path.Combine(stack.GatewayData, "spool", "went-back"), "nothing", Bounded.Cancellation);
        Refused(await stack.FailToStartAsync(gateway: true), "is no number. Delete it: what it said is found out again.");

        await File.WriteAllTextAsync(stack.MasterKey, new string('0', 64), Bounded.Cancellation);
        Refused(await stack.FailToStartAsync(gateway: false), "is not the one that this database was sealed with. Restore the right one.");
        File.Delete(stack.MasterKey);
        Refused(await stack.FailToStartAsync(gateway: false), "is missing, but this database holds what was sealed with it. Restore it.");
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_told_in_one_line()
    {
        const string Nowhere = "Host=127.0.0.1;Port=1;Username=nobody;Database=none";
        using var process = SaaSGateProcess.Start(
            ["control-plane"], ("SaaSGate__Database__App", Nowhere), ("SaaSGate__Database__Platform", Nowhere), ("SaaSGate__Vault__KeyFile", Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())));
        Refused(await process.EndAsync(), "PostgreSQL cannot be reached");
    }

    private static void Refused((int ExitCode, string Output, string Progress) end, string problem)
    {
        Assert.Equal((1, ""), (end.ExitCode, end.Output));
        Assert.DoesNotContain("   at ", end.Progress, StringComparison.Ordinal);
        Assert.Contains(problem, end.Progress.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1], StringComparison.Ordinal);
    }
}
