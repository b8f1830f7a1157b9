using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>The region link's door. Section <c>SaaSGate:RegionLink</c>.</summary>
public sealed record RegionLinkOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:RegionLink";

    /// <summary>Where the door is: an address of this machine and a port; port 0 takes a free one.</summary>
    public Uri Listen { get; set; } = new("https://127.0.0.1:7404");

    /// <summary>Where gateways dial, as join tokens name it, with a host of <see cref="Names"/>. Without it they dial where this process listens.</summary>
    public Uri? Address { get; set; }

    /// <summary>Host names and addresses that the server's certificate is for.</summary>
    [MinLength(1)]
    public IList<string> Names { get; init; } = ["localhost", "127.0.0.1", "::1"];

    /// <summary>How long a gateway may act on what it knows, counted from when it asked.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the logs are read even when no notification came.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often holds are looked at whose time is up.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that a gateway may ask for.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LongestHold { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a connection that ends waits for a gateway to read what was being written to it. Then it is cut off, and does not hear why.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan WritePatience { get; set; } = TimeSpan.FromSeconds(2);
}
