namespace SaaSGate.Dev;

/// <summary>What <c>saasgate dev</c> was asked for.</summary>
internal sealed record DevOptions(bool Json, bool Quiet, bool EmptyPolicy, string Data, int PortBase, Uri? Upstream)
{
    public int PortalPort => PortBase;

    public int GatewayPort => PortBase + 1;

    public int SimulatorPort => PortBase + 2;

    public int PostgresPort => PortBase + 3;

    public int LinkPort => PortBase + 4;

    public int SiloPort => PortBase + 5;

    public int WebhookPort => PortBase + 6;
}
