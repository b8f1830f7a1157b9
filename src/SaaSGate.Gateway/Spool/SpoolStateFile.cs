using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// The file <c>spool</c>: identity in the first page, the state in two slots written in turn, so that a torn write leaves
/// the one before. Most writes go to the page cache only: they survive the process, and after a power cut an older state
/// is true as well. It is synced before segments are deleted, since it must not then say less than they did.
/// </summary>
internal sealed class SpoolStateFile : IDisposable
{
    private const int PageBytes = 4096;
    private const ulong Magic = 0x3130304c4f4f5053; // "SPOOL001"
    private const int IdentityBytes = 32;
    private const int SlotBytes = 16 + SpoolMark.Bytes;
    private readonly SpoolDisk disk;
    private readonly SafeFileHandle file;
    private readonly Lock gate = new();
    private readonly byte[] slot = new byte[SlotBytes + sizeof(ulong)];
    private ulong generation;
    private SpoolState state;

    private SpoolStateFile(SpoolDisk disk, SafeFileHandle file, SpoolIdentity identity)
    {
        this.disk = disk;
        this.file = file;
        Identity = identity;
    }

    public SpoolIdentity Identity { get; }

    public SpoolState State
    {
        get
        {
            lock (gate)
                return state;
        }
    }

    /// <summary>Opens the file, or makes it with a new identity where there are no segments yet.</summary>
    public static SpoolStateFile Open(SpoolDisk disk, string directory, bool hasSegments)
    {
        var path = Path.Combine(directory, "spool");
        if (File.Exists(path))
        {
            var opened = TryRead(disk, disk.Open(path));
            if (opened is not null)
                return opened;
            if (hasSegments)
                throw new SpoolCorruptException($"{path} cannot be read, and without it the segments beside it cannot either. {SpoolCorruptException.Advice}");
            disk.Delete(path);
        }
        else if (hasSegments)
            throw new SpoolCorruptException($"{path} is missing, and without it the segments beside it cannot be read. {SpoolCorruptException.Advice}");
        return Create(disk, directory, path);
    }

    public void Advance(SpoolMark durable)
    {
        lock (gate)
            Write(state with { Durable = durable });
    }

    public void Trim(ulong sequence)
    {
        lock (gate)
            Write(state with { Trimmed = sequence });
    }

    public void Sync() => disk.Sync(file);

    public void Dispose() => file.Dispose();

    private static SpoolStateFile Create(SpoolDisk disk, string directory, string path)
    {
        var identity = SpoolIdentity.Create();
        Span<byte> page = stackalloc byte[IdentityBytes + sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(page, Magic);
        identity.Id.Span.CopyTo(page[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(page[24..], identity.Key);
        BinaryPrimitives.WriteUInt64LittleEndian(page[IdentityBytes..], XxHash3.HashToUInt64(page[..IdentityBytes]));

        var created = new SpoolStateFile(disk, disk.Create(path), identity);
        disk.Write(created.file, page, 0);
        created.Write(new SpoolState(0, new SpoolMark(0, 0, SpoolHash.Genesis(identity.Text))));
        created.Write(created.state);
        created.Sync();
        disk.SyncDirectory(directory);
        return created;
    }

    /// <summary>Null when a crash hit the making of the file: identity or both slots are not there.</summary>
    private static SpoolStateFile? TryRead(SpoolDisk disk, SafeFileHandle file)
    {
        var pages = new byte[3 * PageBytes];
        var read = disk.Read(file, pages, 0);
        if (read < IdentityBytes + sizeof(ulong)
            || BinaryPrimitives.ReadUInt64LittleEndian(pages) != Magic
            || BinaryPrimitives.ReadUInt64LittleEndian(pages.AsSpan(IdentityBytes)) != XxHash3.HashToUInt64(pages.AsSpan(0, IdentityBytes)))
        {
            file.Dispose();
            return null;
        }
        var identity = new SpoolIdentity(pages.AsMemory(8, SpoolIdentity.IdBytes), BinaryPrimitives.ReadInt64LittleEndian(pages.AsSpan(24)));
        var opened = new SpoolStateFile(disk, file, identity);
        if (opened.TakeSlot(pages.AsSpan(PageBytes, PageBytes)) | opened.TakeSlot(pages.AsSpan(2 * PageBytes, PageBytes)))
            return opened;
        file.Dispose();
        return null;
    }

    private bool TakeSlot(ReadOnlySpan<byte> page)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(page[SlotBytes..]) != XxHash3.HashToUInt64(page[..SlotBytes], Identity.Key))
            return false;
        var found = BinaryPrimitives.ReadUInt64LittleEndian(page);
        if (found > generation)
        {
            generation = found;
            state = new SpoolState(BinaryPrimitives.ReadUInt64LittleEndian(page[8..]), SpoolMark.Read(page[16..]));
        }
        return true;
    }

    private void Write(SpoolState next)
    {
        generation++;
        BinaryPrimitives.WriteUInt64LittleEndian(slot, generation);
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(8), next.Trimmed);
        next.Durable.Write(slot.AsSpan(16));
        BinaryPrimitives.WriteUInt64LittleEndian(slot.AsSpan(SlotBytes), XxHash3.HashToUInt64(slot.AsSpan(0, SlotBytes), Identity.Key));
        disk.Write(file, slot, PageBytes * (1 + (long)(generation % 2)));
        state = next;
    }
}
