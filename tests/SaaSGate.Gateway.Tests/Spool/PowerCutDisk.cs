using Microsoft.Win32.SafeHandles;

namespace SaaSGate.Gateway.Tests.Spool;

/// <summary>
/// The real disk, which remembers what no fdatasync covered yet. <see cref="Cut"/> takes a random part of that back, sector by
/// sector and file by file, as a power cut does: any write may be there or not, in any order.
/// </summary>
internal sealed class PowerCutDisk : WatchedDisk
{
    private const int SectorBytes = 512;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Unsynced> unsynced = [];
    private readonly HashSet<string> created = [];
    private readonly Dictionary<string, byte[]> deleted = [];

    public override SafeFileHandle Create(string path)
    {
        var file = base.Create(path);
        lock (gate)
        {
            created.Add(path);
            unsynced[path] = new Unsynced(0);
        }
        return file;
    }

    public override bool TryAllocate(SafeFileHandle file, long bytes)
    {
        Of(file);
        return base.TryAllocate(file, bytes);
    }

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        RememberSectors(file, offset, offset + bytes.Length);
        base.Write(file, bytes, offset);
    }

    public override void Truncate(SafeFileHandle file, long length)
    {
        RememberSectors(file, length, RandomAccess.GetLength(file));
        base.Truncate(file, length);
    }

    public override void Sync(SafeFileHandle file)
    {
        // Writes that come while the fdatasync runs are not known to be covered: what counts is what was there before it.
        Unsynced? covered;
        lock (gate)
            unsynced.Remove(PathOf(file), out covered);
        try
        {
            base.Sync(file);
        }
        catch
        {
            lock (gate)
                unsynced[PathOf(file)] = covered ?? new Unsynced(RandomAccess.GetLength(file));
            throw;
        }
    }

    public override void Delete(string path)
    {
        var content = File.ReadAllBytes(path);
        base.Delete(path);
        lock (gate)
            if (!created.Remove(path))
                deleted[path] = content;
    }

    public override void SyncDirectory(string path)
    {
        base.SyncDirectory(path);
        lock (gate)
        {
            created.Clear();
            deleted.Clear();
        }
    }

    /// <summary>Leaves on disk what a power cut might. No spool is open on it any more.</summary>
    public void Cut(Random random)
    {
        foreach (var path in created.Where(_ => random.Next(2) == 0))
            File.Delete(path);
        foreach (var (path, content) in deleted.Where(_ => random.Next(2) == 0))
            File.WriteAllBytes(path, content);
        foreach (var (path, lost) in unsynced.Where(entry => File.Exists(entry.Key)))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            foreach (var (sector, content) in lost.Sectors.Where(_ => random.Next(3) > 0))
                RandomAccess.Write(file, content, sector * SectorBytes);
            RandomAccess.SetLength(file, random.Next(2) == 0 ? lost.Length : RandomAccess.GetLength(file));
        }
    }

    private Unsynced Of(SafeFileHandle file)
    {
        lock (gate)
        {
            if (!unsynced.TryGetValue(PathOf(file), out var found))
                unsynced[PathOf(file)] = found = new Unsynced(RandomAccess.GetLength(file));
            return found;
        }
    }

    private void RememberSectors(SafeFileHandle file, long from, long to)
    {
        var lost = Of(file);
        lock (gate)
            for (var sector = from / SectorBytes; sector * SectorBytes < to; sector++)
            {
                if (lost.Sectors.ContainsKey(sector))
                    continue;
                var content = new byte[SectorBytes];
                RandomAccess.Read(file, content, sector * SectorBytes);
                lost.Sectors[sector] = content;
            }
    }

    /// <summary>What the file was at the last fdatasync: its length, and each sector written since.</summary>
    private sealed record Unsynced(long Length)
    {
        public Dictionary<long, byte[]> Sectors { get; } = [];
    }
}
