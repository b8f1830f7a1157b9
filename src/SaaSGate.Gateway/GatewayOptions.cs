using System.ComponentModel.DataAnnotations;
using SaaSGate.Gateway.Spool;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway;

/// <summary>Settings of a gateway, section <c>SaaSGate:Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "SaaSGate:Gateway";

    /// <summary>Where identity and spool are kept; created 0700. One gateway a directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = ".saasgate/gateway";

    /// <summary>A join token, needed at the first start only.</summary>
    public string? JoinToken { get; set; }

    /// <summary>What people call this gateway.</summary>
    [Required, StringLength(100)]
    public string Name { get; set; } = Environment.MachineName;

    /// <summary>Allows connections to this machine and to private networks. Off where tenants are strangers: they choose where a connection points.</summary>
    public bool AllowPrivateUpstreams { get; set; }

    /// <summary>IP addresses of proxies whose <c>X-Forwarded-For</c> is believed: keys may be bound to networks.</summary>
    public string[] Proxies { get; set; } = [];

    /// <summary>How often a lease is renewed; much less than it lasts, which the control plane says and is a minute at most.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:30")]
    public TimeSpan RenewInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How far the system's time may be from the control plane's. Beyond it nothing is recorded, and so nothing forwarded.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MostClockDrift { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long an answer to the consumption of an approval may take before it counts as no. Refused so, it may be used up and nothing sent: where
    /// very many are decided at once answers take seconds. Without a lease nobody waits this long.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConsumeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long Claude may take to say which batch it made. It is waited for even when the skill has gone, since its id would be lost.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BatchPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of held requests in memory, all tenants together.</summary>
    [Range(1024L, long.MaxValue)]
    public long MaxHeldBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Bytes of request bodies in memory, all tenants together; the first 128 KB of each do not count.</summary>
    [Range(64L << 20, long.MaxValue)]
    public long MaxBodyBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>About how many bytes remember what was found in texts that come again, all tenants together.</summary>
    [Range(0L, long.MaxValue)]
    public long InspectionCacheBytes { get; set; } = InspectionCache.DefaultBytes;

    /// <summary>How long a skill that names no session may be quiet within one run; what comes later is another session.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Silence after which a held stream begins with a ping, and between pings.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan HoldSilence { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a plain call may wait; Claude's SDKs give up after ten minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan LongestPlainHold { get; set; } = TimeSpan.FromMinutes(9);

    /// <summary>
    /// How long a skill may take over what was on its way to it when it was refused, and as long again over the refusal, before the connection is
    /// broken. The time begins when the refusal is on disk.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan LastWords { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Size of one spool segment, in bytes: a multiple of 4096.</summary>
    [Range(64L << 10, 1L << 30)]
    public long SpoolSegmentBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Most bytes that the spool takes on disk: one segment at least.</summary>
    [Range(256L << 10, long.MaxValue)]
    public long SpoolMaxBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>Most bytes of an answer that is not a stream.</summary>
    [Range(1024, int.MaxValue)]
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Refuses settings that no gateway can work with.</summary>
    /// <exception cref="InvalidOperationException">Some are out of their range; the message names each.</exception>
    public void Check()
    {
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(this, new(this), wrong, validateAllProperties: true);
        if (SpoolSegmentBytes % SegmentHeader.PageBytes != 0)
            wrong.Add(new($"The field {nameof(SpoolSegmentBytes)} must be a multiple of {SegmentHeader.PageBytes}."));
        if (SpoolMaxBytes < SpoolSegmentBytes)
            wrong.Add(new($"The field {nameof(SpoolMaxBytes)} must be {nameof(SpoolSegmentBytes)} at least, which is {SpoolSegmentBytes}."));
        if (wrong.Count > 0)
            throw new InvalidOperationException($"Settings of {Section}: {string.Join(' ', wrong.Select(each => each.ErrorMessage))}");
    }
}
