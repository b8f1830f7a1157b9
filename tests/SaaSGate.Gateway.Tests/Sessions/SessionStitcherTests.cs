using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
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
    public void A_name_is_one_run_until_it_is_idle()
    {
        var first = Stitch("""["a"]""", name: "nightly");
        Pass(minutes: 29);
        Assert.Equal(first.SessionId, Stitch("""["b"]""", name: "nightly").SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""", name: "nightly", skill: "skl_other").SessionId);
        Assert.NotEqual(first.SessionId, Stitch("""["b"]""").SessionId);
        Pass(minutes: 30);
        Assert.NotEqual(first.SessionId, Stitch("""["c"]""", name: "nightly").SessionId);
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

    private SessionPlace Stitch(string messages, string? name = null, string trace = "", string skill = "skl_1") =>
        _sessions.Stitch(skill, name, trace, messages.Length == 0 ? [] : Encoding.UTF8.GetBytes($$"""{"model":"m","messages":{{messages}}}"""), $"exc_{++_exchanges}");

    private void Pass(int minutes) => _clock.Advance(TimeSpan.FromMinutes(minutes));
}
