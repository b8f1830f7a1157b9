using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Gateway.Spool;

/// <summary>Section <c>SaaSGate:Spool</c>: where a gateway keeps records until the control plane has them, and how much.</summary>
internal sealed record SpoolOptions : IValidatableObject
{
    public const string Section = "SaaSGate:Spool";
    public const long DefaultSegmentBytes = 64L << 20;
    public const long DefaultMaxBytes = 4L << 30;

    /// <summary>A directory of this gateway alone, on a local disk. Made when missing, readable by its owner only.</summary>
    [Required]
    public string Directory { get; init; } = "";

    /// <summary>Size of one segment file, a multiple of 4096. Space comes and goes in segments.</summary>
    [Range(16L << 10, 1L << 30)]
    public long SegmentBytes { get; init; } = DefaultSegmentBytes;

    /// <summary>What all segment files together may take on disk. A reservation that would need more is refused.</summary>
    [Range(16L << 10, long.MaxValue)]
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The longest that a written record stays without fdatasync when nobody waits for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.002", "00:00:01")]
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How far zeros are written ahead of the records, 0 for not at all. A write into space that was only allocated turns
    /// the extent from unwritten to written, which costs each fdatasync a commit of the file system's journal.
    /// </summary>
    [Range(0, 16 << 20)]
    public int ZeroAheadBytes { get; init; } = 128 << 10;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SegmentBytes % SegmentHeader.PageBytes != 0)
            yield return new ValidationResult($"SegmentBytes must be a multiple of {SegmentHeader.PageBytes}.", [nameof(SegmentBytes)]);
        if (MaxBytes < SegmentBytes)
            yield return new ValidationResult("MaxBytes must hold at least one segment.", [nameof(MaxBytes)]);
    }
}
