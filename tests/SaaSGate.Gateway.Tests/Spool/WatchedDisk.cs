using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Tests.Spool;

/// <summary>The real disk, counting what is synced, and failing when told to.</summary>
internal class WatchedDisk : SpoolDisk
{
    private readonly ConcurrentDictionary<SafeFileHandle, string> paths = new();
    private int segmentSyncs;

    public int SegmentSyncs => segmentSyncs;

    public bool Full { get; set; }

    public bool FailWrites { get; set; }

    public bool FailSyncs { get; set; }

    /// <summary>The process is gone: nothing reaches the disk any more.</summary>
    public bool Dead { get; set; }

    /// <summary>Called in front of each fdatasync of a segment, on its thread.</summary>
    public Action? BeforeSync { get; set; }

    public override SafeFileHandle Create(string path) => Remember(base.Create(path), path);

    public override SafeFileHandle Open(string path) => Remember(base.Open(path), path);

    public override bool TryAllocate(SafeFileHandle file, long bytes)
    {
        ThrowIf(Dead);
        return !Full && base.TryAllocate(file, bytes);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        ThrowIf(Dead || FailWrites);
        base.Write(file, bytes, offset);
    }

    public override void Sync(SafeFileHandle file)
    {
        ThrowIf(Dead);
        if (PathOf(file).EndsWith(".segment", StringComparison.Ordinal))
        {
            BeforeSync?.Invoke();
            Interlocked.Increment(ref segmentSyncs);
        }
        ThrowIf(Dead || FailSyncs);
        base.Sync(file);
    }

    public override void SyncDirectory(string path)
    {
        ThrowIf(Dead);
        base.SyncDirectory(path);
    }

    public override void Delete(string path)
    {
        ThrowIf(Dead);
        base.Delete(path);
    }

    public override void Truncate(SafeFileHandle file, long length)
    {
        ThrowIf(Dead);
        base.Truncate(file, length);
    }

    protected string PathOf(SafeFileHandle file) => paths[file];

    private SafeFileHandle Remember(SafeFileHandle file, string path)
    {
        paths[file] = path;
        return file;
    }

    private static void ThrowIf(bool failing)
    {
        if (failing)
            throw new IOException("Input/output error");
    }
}
