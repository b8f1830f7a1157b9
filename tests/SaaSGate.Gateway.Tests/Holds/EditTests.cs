using System.Net;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Holds;

/// <summary>A reviewer changes a held request; what they made of it is asked for anew.</summary>
public sealed class EditTests
{
    private const string Policy = """
        rules:
          - name: mask-personal-data
            on: both
            when: { findings: [EMAIL] }
            then: mask
          - name: bulk-export
            on: request
            severity: high
            when: { text: '(?i)\bexport\b' }
            then: hold
          - name: nothing-secret
            on: request
            when: { text: 'forbidden' }
            then: block
        """;

    private const string Secrets = """
        rules:
          - name: mask-secrets
            on: both
            when: { findings: [EMAIL, CREDIT_CARD, PASSWORD] }
            then: mask
          - name: bulk-export
            on: request
            severity: high
            when: { text: '(?i)\bexport\b' }
            then: hold
        """;

    private const string Sealed = """
        rules:
          - { name: addresses, on: both, when: { findings: [EMAIL] }, then: mask, with: seal }
          - name: bulk-export
            on: request
            severity: high
            when: { text: '(?i)\bexport\b' }
            then: hold
        """;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sends_what_the_reviewer_made_of_it_once_that_is_approved_and_nothing_else(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync(Policy, configure: options => options.HoldSilence = TimeSpan.FromMilliseconds(20));
        var body = GatewayRig.Message("export all for kim@example.com and größer@example.com", stream);
        var sending = rig.SendAsync(body);
        var first = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        var label = System.Text.RegularExpressions.Regex.Match(first.View.ToStringUtf8(), @"\[EMAIL_\w+\]").Value;
        rig.Peer.Edit(first, new TextEdit { Pointer = "/messages/0/content", Text = $"count \"rows\" of {label} and [EMAIL_XXXXXX]" });

        var second = await rig.Peer.Holds.WaitForAsync(hold => hold.EditOf == first.ApprovalId, Cancellation);
        Assert.Equal(("bulk-export", "request"), (second.Rule, second.Stage));
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.NotEqual(first.ExchangeId, second.ExchangeId);
        Assert.Contains(label, second.View.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain("kim@example.com", second.View.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Empty(rig.Simulator.Received.All);

        // The approval that was changed sends nothing any more.
        rig.Peer.Decide(first, ApprovalState.Approved);
        rig.Peer.Decide(second, ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsStringAsync(Cancellation);
        var sent = Assert.Single(rig.Simulator.Received.All).BodyText();
        Assert.Equal(body.Replace("export all for kim@example.com and gr\\u00F6\\u00DFer@example.com", "count \\\"rows\\\" of kim@example.com and [EMAIL_XXXXXX]", StringComparison.Ordinal), sent);
        Assert.Equal(second.Digest, Assert.Single(rig.Peer.Consumptions.Items).Digest);

        var end = (await rig.EndOfAsync(first.ExchangeId)).Ended;
        Assert.Equal(("refused", "edited"), (end.Outcome, end.Problem));
        Assert.Equal("completed", (await rig.EndOfAsync(second.ExchangeId)).Ended.Outcome);
        var started = rig.Peer.Records.Items.Single(frame => frame.ExchangeId == second.ExchangeId && frame.Started is not null).Started;
        Assert.Equal((first.ApprovalId, second.Digest), (started.EditOf, started.RequestDigest));
        Assert.Contains($"of {label}", started.RequestBody.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains("kim@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_that_was_asked_for_before_comes_with_the_hold()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var earlier = Id<Approval>.New(TimeProvider.System).Value;
        rig.Peer.Accepts = hold => (hold.EditOf.Length == 0 ? earlier : hold.ApprovalId, ApprovalState.Pending);
        rig.Peer.Changes = hold => hold.EditOf.Length > 0 ? null : new()
        {
            OrganisationId = hold.OrganisationId,
            ApprovalId = earlier,
            State = ApprovalState.Pending,
            Edits = { new TextEdit { Pointer = "/messages/0/content", Text = "export one" } },
        };
        var sending = rig.SendAsync(GatewayRig.Message("export all"));
        var second = await rig.Peer.Holds.WaitForAsync(hold => hold.EditOf == earlier, Cancellation);
        rig.Peer.Decide(second, ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("export one", Assert.Single(rig.Simulator.Received.All).BodyText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_reviewer_writes_is_inspected_like_any_other()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message("export all"));
        rig.Peer.Edit(await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation), new TextEdit { Pointer = "/messages/0/content", Text = "what is forbidden" });
        using var response = await sending;
        Assert.Equal("blocked", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Theory]
    [InlineData("/messages/7/content")]
    [InlineData("/max_tokens")]
    [InlineData("messages")]
    public async Task Refuses_a_change_of_what_is_no_text_of_it(string pointer)
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message("export all"));
        rig.Peer.Edit(await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation), new TextEdit { Pointer = pointer, Text = "1" });
        using var response = await sending;
        Assert.Equal("approval_void", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Empty(rig.Simulator.Received.All);
    }

    [Theory]
    [InlineData("x{0}x")]
    [InlineData("{0}{0}")]
    [InlineData("count {0} and {0}0")]
    [InlineData("the word is {1}")]
    [InlineData("{2}{2}")]
    [InlineData("{2}.de")]
    public async Task Refuses_a_change_that_would_show_what_is_masked(string text)
    {
        await using var rig = await GatewayRig.StartAsync(Secrets);
        var sending = rig.SendAsync(GatewayRig.Message("export for card 4111 1111 1111 1111, password: Tr0ub4dor&3x, to kim@example.com"));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Edit(hold, new TextEdit { Pointer = "/messages/0/content", Text = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Label(hold, "CREDIT_CARD"), Label(hold, "PASSWORD"), Label(hold, "EMAIL")) });
        await RefusedAsync(rig, sending);
    }

    [Fact]
    public async Task Restores_in_what_was_made_of_it_what_came_back_sealed()
    {
        await using var rig = await GatewayRig.StartAsync(Sealed);
        var (john, ann) = (await SealedAsync(rig, "john@example.com"), await SealedAsync(rig, "ann@example.com"));
        var sending = rig.SendAsync(GatewayRig.Message($"export for {ann}, {john} and kim@example.com"));
        var first = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        var labels = System.Text.RegularExpressions.Regex.Matches(first.View.ToStringUtf8(), @"\[EMAIL_\w+\]").Select(match => match.Value).Distinct().ToList();
        Assert.Equal(3, labels.Count);
        rig.Peer.Edit(first, new TextEdit { Pointer = "/messages/0/content", Text = $"count {labels[1]} and {labels[2]}, {labels[1]} first" });

        var second = await rig.Peer.Holds.WaitForAsync(hold => hold.EditOf == first.ApprovalId, Cancellation);
        Assert.Contains($"count {labels[1]} and {labels[2]}, {labels[1]} first", second.View.ToStringUtf8(), StringComparison.Ordinal);
        rig.Peer.Decide(second, ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = GatewayRig.Message("count john@example.com and kim@example.com, john@example.com first");
        Assert.Equal(sent, rig.Simulator.Received.All[^1].BodyText());

        // What was approved is what went to Claude: the same as if it had come with the values.
        var started = (await rig.Peer.Records.WaitForAsync(frame => frame.ExchangeId == second.ExchangeId && frame.Started is not null, Cancellation)).Started;
        using var plain = await rig.SendAsync(sent);
        Assert.All([started.RequestDigest, Assert.Single(rig.Peer.Consumptions.Items).Digest, (await rig.RecordOfAsync(plain))[0].Started.RequestDigest], digest => Assert.Equal(second.Digest, digest));
        Assert.Contains($"count {labels[1]} and {labels[2]}", started.RequestBody.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains("@example.com", StringComparison.Ordinal) || frame.ToString().Contains(":sgs1.", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Peer.Holds.Items, hold => hold.View.ToStringUtf8() is var view && (view.Contains("@example.com", StringComparison.Ordinal) || view.Contains(":sgs1.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Leaves_a_token_that_does_not_open_where_the_reviewer_left_its_label()
    {
        await using var rig = await GatewayRig.StartAsync(Sealed);
        var (token, broken) = (await SealedAsync(rig, "john@example.com"), "[PHONE:sgs1.AAAA]");
        var sending = rig.SendAsync(GatewayRig.Message($"export {broken} of {token}"));
        var first = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Edit(first, new TextEdit { Pointer = "/messages/0/content", Text = $"count {Label(first, "SEALED_TOKEN")}" });
        rig.Peer.Decide(await rig.Peer.Holds.WaitForAsync(hold => hold.EditOf == first.ApprovalId, Cancellation), ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal(GatewayRig.Message($"count {broken}"), rig.Simulator.Received.All[^1].BodyText());
    }

    [Theory]
    [InlineData("export for {0}, all")]
    [InlineData("export for {0}")]
    public async Task Rules_see_what_is_sealed_in_what_was_made_of_it(string text)
    {
        await using var rig = await GatewayRig.StartAsync(Sealed + """

              - name: not-to-john
                on: request
                when: { text: 'john@example\.com, all' }
                then: block
            """);
        var token = await SealedAsync(rig, "john@example.com");
        var sending = rig.SendAsync(GatewayRig.Message($"export for {token}"));
        var first = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Edit(first, new TextEdit { Pointer = "/messages/0/content", Text = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, Label(first, "EMAIL")) });
        using var response = await sending;
        Assert.Equal(text.EndsWith("all", StringComparison.Ordinal) ? "blocked" : "approval_void", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Single(rig.Simulator.Received.All);
    }

    [Fact]
    public async Task Takes_a_change_that_moves_what_is_masked()
    {
        await using var rig = await GatewayRig.StartAsync(Secrets);
        var sending = rig.SendAsync(GatewayRig.Message("export for card 4111 1111 1111 1111, password: Tr0ub4dor&3x, to kim@example.com"));
        var first = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        var text = $"to {Label(first, "EMAIL")}, not {Label(first, "EMAIL")}: {Label(first, "CREDIT_CARD")}; password: {Label(first, "PASSWORD")}";
        rig.Peer.Edit(first, new TextEdit { Pointer = "/messages/0/content", Text = text });
        var second = await rig.Peer.Holds.WaitForAsync(hold => hold.EditOf == first.ApprovalId, Cancellation);
        Assert.Contains(text, second.View.ToStringUtf8(), StringComparison.Ordinal);
        rig.Peer.Decide(second, ApprovalState.Approved);
        using var response = await sending;
        Assert.Contains("to kim@example.com, not kim@example.com: 4111 1111 1111 1111; password: Tr0ub4dor", Assert.Single(rig.Simulator.Received.All).BodyText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_change_that_changes_nothing()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message("export all for kim@example.com"));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Edit(hold, new TextEdit { Pointer = "/messages/0/content", Text = $"export all for {Label(hold, "EMAIL")}" });
        await RefusedAsync(rig, sending);
        Assert.Single(rig.Peer.Holds.Items);
    }

    [Fact]
    public async Task A_change_may_be_changed_again()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message("export all"));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        foreach (var text in (string[])["one", "two"])
        {
            rig.Peer.Edit(hold, new TextEdit { Pointer = "/messages/0/content", Text = text });
            var before = hold;
            hold = await rig.Peer.Holds.WaitForAsync(next => next.EditOf == before.ApprovalId, Cancellation);
        }
        rig.Peer.Decide(hold, ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"two\"", Assert.Single(rig.Simulator.Received.All).BodyText(), StringComparison.Ordinal);
    }

    /// <summary>The token that a skill gets of a value.</summary>
    private static async Task<string> SealedAsync(GatewayRig rig, string value)
    {
        using var answer = await rig.SendAsync(GatewayRig.Message($"[[sim: text=\"{value}\"]]"));
        return (string)System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["content"]![0]!["text"]!;
    }

    private static string Label(HoldRequest hold, string type) => System.Text.RegularExpressions.Regex.Match(hold.View.ToStringUtf8(), $@"\[{type}_\w+\]").Value;

    /// <summary>Nothing goes on, and nothing of it is shown or kept.</summary>
    private static async Task RefusedAsync(GatewayRig rig, Task<HttpResponseMessage> sending)
    {
        // Another hold is what must not come: it would be waited for until the test's time is up.
        var again = rig.Peer.Holds.WaitForAsync(hold => hold.EditOf.Length > 0, Cancellation);
        Assert.Same(sending, await Task.WhenAny(sending, again));
        using var response = await sending;
        Assert.Equal("approval_void", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Empty(rig.Simulator.Received.All);
        Assert.All((string[])["4111", "Tr0ub4dor", "kim@"], value => Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains(value, StringComparison.Ordinal)));
    }
}
