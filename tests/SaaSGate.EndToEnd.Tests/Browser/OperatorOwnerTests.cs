using SaaSGate.EndToEnd.Tests.Dev;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>What the operator does where nobody owns an organisation.</summary>
[Collection(OtherDemoCollection.Name)]
public sealed class OperatorOwnerTests(DemoStack stack)
{
    [Fact]
    public async Task The_operator_makes_an_owner()
    {
        foreach (var (person, exitCode) in new[] { ("nobody@acme.example", 1), ("reviewer@acme.example", 0) })
        {
            using var process = SaaSGateProcess.Start(
                ["own", "org_0000000000000000000000acme", person], ("SaaSGate__Database__App", stack.Postgres), ("SaaSGate__Database__Platform", stack.Postgres), ("SaaSGate__Vault__KeyFile", "unused"));
            Assert.Equal(exitCode, (await process.EndAsync()).ExitCode);
        }

        var rosa = (await stack.Api.GetAsync("members"))["items"]!.AsArray().Single(member => (string?)member!["email"] == "reviewer@acme.example")!;
        Assert.Contains("owner", rosa["roles"]!.AsArray().Select(role => (string)role!));
    }
}
