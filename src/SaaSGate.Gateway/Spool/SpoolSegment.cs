using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace SaaSGate.Gateway.Spool;

/// <summary>One file of the log, named by the offset of its first byte. It holds the bytes from Base up to End.</summary>
internal sealed class SpoolSegment(string path, SafeFileHandle file, long @base, long fileBytes) : IDisposable
{
    public const string Pattern = "*.segment";

    public string Path { get; } = path;

    public SafeFileHandle File { get; } = file;

    public long Base { get; } = @base;

    public long FileBytes { get; } = fileBytes;

    public long End => Base + FileBytes - SegmentHeader.PageBytes;

    /// <summary>The log up to here was overwritten with zeros or records and needs no change of extents any more.</summary>
    public long ZeroedTo { get; set; } = @base;

    /// <summary>Written when the first record reaches into the segment; null while it is spare.</summary>
    public SegmentHeader? Header { get; set; }

    public long At(long offset) => offset - Base + SegmentHeader.PageBytes;

    /// <summary>The same file after it was cut.</summary>
    public SpoolSegment Shortened(long bytes) => new(Path, File, Base, bytes) { Header = Header, ZeroedTo = Base + bytes };

    public void Dispose() => File.Dispose();

    public static string PathOf(string directory, long @base) =>
        System.IO.Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{@base:x16}.segment"));

    /// <summary>The offset in the name; null for a file that a spool did not make.</summary>
    public static long? BaseOf(string path) =>
        long.TryParse(System.IO.Path.GetFileNameWithoutExtension(path), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var @base) ? @base : null;
}
