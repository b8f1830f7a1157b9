using SaaSGate.ControlPlane.Live;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Live;

public sealed class PortalConnectionsTests
{
    private readonly PortalConnections _connections = new();

    [Fact]
    public void Leaving_a_group_that_nobody_joined_makes_none()
    {
        _connections.Leave("group", "one");
        Assert.False(_connections.Knows("group"));
    }

    [Fact]
    public void A_group_is_forgotten_when_the_last_has_left_and_not_before()
    {
        _connections.Join("group", "one");
        _connections.Join("group", "two");
        _connections.Leave("group", "one");
        Assert.False(_connections.TryForget("group"));
        _connections.Remove("two");
        Assert.True(_connections.TryForget("group"));
        Assert.False(_connections.Knows("group"));
    }
}
