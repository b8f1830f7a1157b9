using System.IO.Compression;
using System.Security.Cryptography;

namespace SaaSGate.Contracts.Evidence;

/// <summary>
/// Reads a zip that somebody else made, and may have made to harm: nothing is ever unpacked to disk, names that lead elsewhere are
/// refused, and no file is read beyond what was promised of it.
/// </summary>
internal sealed class EvidenceArchive : IDisposable
{
    private const int MostEntries = 4_000_000, LongestLine = 64 * 1024 * 1024;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly ProblemList _problems;

    /// <exception cref="EvidenceException">It is no zip.</exception>
    public EvidenceArchive(Stream file, ProblemList problems)
    {
        _problems = problems;
        try
        {
            _zip = new(file, ZipArchiveMode.Read, leaveOpen: true);
            if (_zip.Entries.Count > MostEntries)
                throw new EvidenceException($"There are more than {MostEntries} files in it.");
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or ArgumentException or OverflowException)
        {
            throw new EvidenceException("This is no zip file, or its end is missing.", broken);
        }

        foreach (var entry in _zip.Entries)
        {
            if (!EvidenceFiles.IsPlain(entry.FullName))
                problems.OfFile("added", Shown(entry.FullName), $"A file has the name \"{Shown(entry.FullName)}\", which no evidence has. It was not read.");
            else if (!_entries.TryAdd(entry.FullName, entry))
                problems.OfFile("added", entry.FullName, $"{entry.FullName} is there twice.");
        }
    }

    public IEnumerable<string> Names => _entries.Keys;

    /// <summary>A whole file; null when it is not there, longer than allowed, or damaged.</summary>
    public byte[]? Read(string name, long most)
    {
        using var whole = new MemoryStream();
        return Pass(name, most, (bytes, count) => whole.Write(bytes, 0, count)) ? whole.ToArray() : null;
    }

    /// <summary>SHA-256 and size of a file; null as above.</summary>
    public (byte[] Sha256, long Size)? Hash(string name, long most)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        return Pass(name, most, (bytes, count) =>
        {
            hash.AppendData(bytes, 0, count);
            size += count;
        }) ? (hash.GetHashAndReset(), size) : null;
    }

    /// <summary>Lines of a file, without their ends. What follows a damaged place is not given.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lines(string name, long most)
    {
        if (!_entries.TryGetValue(name, out var entry))
            yield break;
        using var stream = Open(entry);
        if (stream is null)
            yield break;
        var (buffer, filled, read) = (new byte[64 * 1024], 0, 0L);
        while (true)
        {
            var begin = 0;
            for (int end; (end = buffer.AsSpan(begin..filled).IndexOf((byte)'\n')) >= 0; begin += end + 1)
                yield return buffer.AsMemory(begin, end).ToArray();
            buffer.AsSpan(begin..filled).CopyTo(buffer);
            filled -= begin;
            if (filled == buffer.Length)
            {
                if (filled >= LongestLine)
                    break;
                Array.Resize(ref buffer, 2 * filled);
            }

            var count = Next(stream, buffer.AsSpan(filled));
            if (count <= 0 || (read += count) > most)
                break;
            filled += count;
        }

        if (filled > 0)
            yield return buffer.AsMemory(0, filled).ToArray();
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>Gives a file's bytes. False, with a problem, when it cannot be read whole.</summary>
    private bool Pass(string name, long most, Action<byte[], int> take)
    {
        if (!_entries.TryGetValue(name, out var entry))
        {
            _problems.OfFile("missing", name, $"{name} is missing.");
            return false;
        }

        using var stream = Open(entry);
        var buffer = new byte[64 * 1024];
        var left = most;
        for (int count; stream is not null && (count = Next(stream, buffer)) >= 0; left -= count)
        {
            if (count == 0)
                return true;
            if (count > left)
                break;
            take(buffer, count);
        }

        _problems.OfFile("changed", name, $"{name} cannot be read whole: it is damaged, or longer than it should be.");
        return false;
    }

    private static Stream? Open(ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    private static int Next(Stream stream, Span<byte> buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            return -1;
        }
    }

    private static string Shown(string name) => new([.. name.Take(80).Select(unit => char.IsAsciiLetterOrDigit(unit) || unit is '.' or '/' or '-' or '_' ? unit : '?')]);
}
