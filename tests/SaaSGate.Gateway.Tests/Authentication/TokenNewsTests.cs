using Microsoft.Extensions.Time.Testing;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Link;
using Xunit;

namespace SaaSGate.Gateway.Tests.Authentication;

public sealed class TokenNewsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly LinkOutbox _outbox = new();

    [Fact]
    public void Asks_for_a_key_once_in_a_while_for_each_issuer()
    {
        var news = new TokenNews(_outbox, _clock);
        WantOften("iss_1");
        WantOften("iss_2");
        Assert.Equal(["iss_1", "iss_2"], Asked());

        _clock.Advance(TimeSpan.FromSeconds(9.9));
        WantOften("iss_1");
        Assert.Empty(Asked());
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        WantOften("iss_1");
        Assert.Equal(["iss_1"], Asked());

        void WantOften(string issuer)
        {
            for (var i = 0; i < 20; i++)
                news.Want("org_1", issuer);
        }
    }

    private List<string> Asked()
    {
        var asked = new List<string>();
        while (_outbox.Control.TryRead(out var message))
            asked.Add(message.KeyWanted.IssuerId);
        return asked;
    }
}
