using System.Net;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.View;

/// <summary>Where a rule that masks leaves something alone for a while, in what the skill gets and in what is kept.</summary>
public sealed class MaskExceptionTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData("skills: [ticket-triage]", "2999-01-31", true)]
    [InlineData("skills: [ticket-*], values: [kim@example.com]", "2999-01-31", true)]
    [InlineData("skills: [another]", "2999-01-31", false)]
    [InlineData("values: [ann@example.com]", "2999-01-31", false)]
    [InlineData("skills: [ticket-triage]", "2026-01-31", false)]
    public async Task Is_for_the_skills_and_values_that_it_names_until_its_day_is_over(string exception, string until, bool leaves)
    {
        await using var rig = await GatewayRig.StartAsync($$"""
            rules:
              - name: mask-mail
                on: both
                when: { findings: [EMAIL] }
                then: mask
                exceptions: [{ {{exception}}, owner: ann@example.com, until: {{until}} }]
            """);
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: text=\"Write to kim@example.com.\"]]"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(leaves, (await response.Content.ReadAsStringAsync(Cancellation)).Contains("Write to kim@example.com.", StringComparison.Ordinal));
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(leaves, record[0].Started.RequestBody.ToStringUtf8().Contains("kim@example.com", StringComparison.Ordinal));
        Assert.Equal(leaves, record.Any(frame => frame.Chunk?.Data.ToStringUtf8().Contains("kim@example.com", StringComparison.Ordinal) == true));
    }
}
