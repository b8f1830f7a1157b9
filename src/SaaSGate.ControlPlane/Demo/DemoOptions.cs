namespace SaaSGate.ControlPlane.Demo;

/// <summary>The demo of two organisations. Section <c>SaaSGate:Demo</c>.</summary>
public sealed record DemoOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Demo";

    /// <summary>Whether the demo is seeded, and its credentials reissued, at this start.</summary>
    public bool Enabled { get; set; }

    /// <summary>Where the demo's connection calls: the simulator.</summary>
    public Uri Upstream { get; set; } = new("http://127.0.0.1:7402");

    /// <summary>The credential that is sent there.</summary>
    public string UpstreamKey { get; set; } = "sk-ant-simulator-0000";

    /// <summary>Claude itself, where someone brings a key: a connection and a skill of its own. The demo's traffic never goes there.</summary>
    public Uri? LiveUpstream { get; set; }

    /// <summary>The key for it.</summary>
    public string LiveCredential { get; set; } = "";

    /// <summary>Seeds no rules, so that everything passes untouched.</summary>
    public bool EmptyPolicy { get; set; }
}
