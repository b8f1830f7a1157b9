using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Gateway.Sessions;
using Xunit;

namespace SaaSGate.Gateway.Tests.Sessions;

public sealed class SessionStitcherTests
{
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", SameTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01";
    private readonly FakeTimeProvider _clock = new();
    private readonly SessionStitcher _sessions;
    private int _exchanges;

    public SessionStitcherTests() => _sessions = new SessionStitcher(_clock, Options.Create(new GatewayOptions()));

    [Fact]
    public void A_name_is_one_session_of_a_skill_and_a_day()
    {
        var first = Stitch("""["a"]""", name: "nightly");
        Pass(minutes: 29);
        Assert.Equal(first.SessionId, Stitch("""["b"]""", name: "nightly").SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""", name: "Nightly").SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""", name: "nightly", skill: "skl_other").SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""").SessionId);
        Pass(minutes: (23 * 60) + 30);
        Assert.Equal(first.SessionId, Stitch("""["c"]""", name: "nightly").SessionId);
        Pass(minutes: 1);
        var next = Stitch("""["d"]""", name: "nightly");
        Assert.NotEqual(first.SessionId, next.SessionId);
        Assert.Null(Stitch("""["c","c"]""", name: "nightly").ParentExchangeId);
        Assert.True(string.CompareOrdinal(first.SessionId, next.SessionId) < 0);
    }

    [Fact]
    public void A_name_and_a_trace_that_never_pause_begin_a_new_session_every_day()
    {
        var sessions = new List<(string Named, string Traced)>();
        for (var minute = 0; minute < 3 * 24 * 60; minute += 20)
        {
            sessions.Add((Stitch($"[\"{minute}\"]", name: "loop").SessionId, Stitch($"[\"{minute}\"]", trace: Trace).SessionId));
            Pass(minutes: 20);
        }
        Assert.Equal((3, 3), (sessions.DistinctBy(each => each.Named).Count(), sessions.DistinctBy(each => each.Traced).Count()));
    }

    [Fact]
    public void Every_gateway_comes_to_the_same_session_of_a_name_or_trace()
    {
        var other = new SessionStitcher(_clock, Options.Create(new GatewayOptions()));
        Pass(minutes: 100);
        foreach (var (name, trace) in ((string?, string)[])[("nightly", ""), (null, Trace), ("nightly", Trace)])
        {
            var here = Stitch("""["a"]""", name, trace);
            var there = other.Stitch(Owner("skl_1"), name, trace.Length == 0 ? "" : SameTrace, [], "exc_there");
            Assert.Equal(here.SessionId, there.SessionId);
            Assert.True(Id<Session>.TryParse(there.SessionId, out _));
            Assert.NotEqual(here.SessionId, other.Stitch(Owner("skl_1") with { DigestKey = [9] }, name, trace, [], "exc_there").SessionId);
        }
    }

    [Fact]
    public void A_skill_with_no_end_of_conversations_has_only_its_own_organisations_forgotten()
    {
        var (neighbour, early) = (Stitch("""["ours"]""", organisation: "org_other"), Stitch("""["early"]"""));
        Pass(minutes: 5);
        var late = Stitch("""["late"]""");
        for (var i = 0; i < SessionStitcher.MostPlaces - 2; i++)
            Stitch($"[\"{i}\"]", name: "flood", skill: "skl_flood");
        Assert.Equal(neighbour.SessionId, Stitch("""["ours","b","c"]""", organisation: "org_other").SessionId);
        Assert.Equal(late.SessionId, Stitch("""["late","b","c"]""").SessionId);
        Assert.NotEqual(early.SessionId, Stitch("""["early","b","c"]""").SessionId);
    }

    [Fact]
    public void A_conversation_that_never_ends_begins_a_new_session_after_a_day()
    {
        var first = Stitch("""["a"]""").SessionId;
        var messages = "\"a\"";
        for (var minute = 20; minute < 24 * 60; minute += 20)
        {
            Pass(minutes: 20);
            messages += ",\"b\"";
            Assert.Equal(first, Stitch($"[{messages}]").SessionId);
        }
        Pass(minutes: 20);
        var next = Stitch($"[{messages},\"b\"]");
        Assert.NotEqual(first, next.SessionId);
        Assert.Null(next.ParentExchangeId);
    }

    [Fact]
    public void A_trace_is_one_run_and_a_name_goes_before_it()
    {
        var first = Stitch("""["a"]""", trace: Trace);
        Assert.Equal(first.SessionId, Stitch("""["b"]""", trace: SameTrace).SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""", name: "nightly", trace: SameTrace).SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""", trace: "no trace").SessionId);
    }

    [Fact]
    public void A_conversation_goes_on_however_long_the_skill_was_quiet_within_it()
    {
        var first = Stitch("""["a"]""");
        Pass(minutes: 20);
        var other = Stitch("""["x"]""");
        Assert.NotEqual(first.SessionId, other.SessionId);
        Assert.Equal(first.SessionId, Stitch("""["a","b","c"]""").SessionId);
    }

    [Fact]
    public void A_conversation_that_forks_is_a_tree()
    {
        var root = Stitch("""["a"]""");
        var turn = Stitch("""["a","b","c"]""");
        var left = Stitch("""["a","b","c","d","e"]""");
        var right = Stitch("""["a","b","c","d","other"]""");
        Assert.Null(root.ParentExchangeId);
        Assert.Equal("exc_1", turn.ParentExchangeId);
        Assert.Equal("exc_2", left.ParentExchangeId);
        Assert.Equal("exc_2", right.ParentExchangeId);
        Assert.Equal(root.SessionId, right.SessionId);
        Assert.Equal("exc_4", Stitch("""["a","b","c","d","other","f","g"]""").ParentExchangeId);
    }

    [Fact]
    public void A_parent_is_of_the_same_session()
    {
        Stitch("""["a"]""", name: "one");
        Assert.Null(Stitch("""["a","b","c"]""", name: "two").ParentExchangeId);
        Assert.Equal("exc_2", Stitch("""["a","b","c","d","e"]""", name: "two").ParentExchangeId);
    }

    [Fact]
    public void What_a_skill_does_without_a_pause_is_one_run()
    {
        var first = Stitch("""["a"]""");
        Pass(minutes: 1);
        var second = Stitch("""["b"]""");
        Assert.Equal(first.SessionId, second.SessionId);
        Assert.Null(second.ParentExchangeId);
        Assert.Equal(first.SessionId, Stitch("").SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""", skill: "skl_other").SessionId);
        Pass(minutes: 2);
        Assert.NotEqual(first.SessionId, Stitch("""["c"]""").SessionId);
    }

    [Fact]
    public void A_skill_that_never_pauses_begins_a_new_run_every_hour()
    {
        var first = Stitch("""["0"]""").SessionId;
        for (var minute = 1; minute < 60; minute++)
        {
            Pass(minutes: 1);
            Assert.Equal(first, Stitch($"[\"{minute}\"]").SessionId);
        }
        Pass(minutes: 1);
        Assert.NotEqual(first, Stitch("""["60"]""").SessionId);
    }

    private SessionPlace Stitch(string messages, string? name = null, string trace = "", string skill = "skl_1", string organisation = "org_1") => _sessions.Stitch(
        Owner(skill) with { OrganisationId = organisation }, name, trace, messages.Length == 0 ? [] : Encoding.UTF8.GetBytes($$"""{"model":"m","messages":{{messages}}}"""), $"exc_{++_exchanges}");

    private static SessionOwner Owner(string skill) => new("org_1", skill, [1, 2, 3]);

    private void Pass(int minutes) => _clock.Advance(TimeSpan.FromMinutes(minutes));
}
