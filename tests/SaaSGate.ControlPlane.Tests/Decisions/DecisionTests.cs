using System.Globalization;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>
/// Promise 5 as a property: whatever happens around a held request, in whatever order, it is sent at most once for an approval, never without one that
/// is valid, and never with other bytes. Over the real functions of PostgreSQL, the real link and a real gateway.
/// </summary>
public sealed class DecisionTests(Database database) : IClassFixture<Database>
{
    private const string CasesVariable = "SAASGATE_DECISION_CASES", SeedVariable = "SAASGATE_DECISION_SEED";

    private static int Cases => Number(CasesVariable, 10);

    [Fact]
    public async Task Is_sent_once_by_a_valid_approval_and_unchanged_whatever_happens_around_it()
    {
        await using var world = await DecisionWorld.StartAsync(database);
        var first = Number(SeedVariable, 1);
        var sent = 0;
        for (var seed = first; seed < first + Cases; seed++)
        {
            var script = DecisionScript.Of(seed);
            await using var played = await DecisionCase.NewAsync(world, script);
            var before = world.Simulator.Received.All.Count;
            try
            {
                await played.PlayAsync();
                await played.CheckAsync();
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"{script}\nBegin there again with {SeedVariable}={seed} {CasesVariable}=1.", broken);
            }

            sent += world.Simulator.Received.All.Count - before;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Cases} cases, {sent} requests sent."));
        // Properties of what never happens prove nothing.
        Assert.NotEqual(0, sent);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
