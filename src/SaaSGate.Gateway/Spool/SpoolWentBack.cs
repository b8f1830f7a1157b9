using System.Globalization;
using System.Text;

namespace SaaSGate.Gateway.Spool;

/// <summary>The file <c>went-back</c> in the directory of a spool that is not to be gone on with. It holds the last sequence that may be elsewhere too.</summary>
internal static class SpoolWentBack
{
    private const string Name = "went-back";

    /// <summary>Returns when the mark is on disk.</summary>
    public static void Mark(SpoolDisk disk, string directory, ulong shared)
    {
        var path = Path.Combine(directory, Name);
        File.Delete(path);
        using (var file = disk.Create(path))
        {
            disk.Write(file, Encoding.ASCII.GetBytes(shared.ToString(CultureInfo.InvariantCulture)), 0);
            disk.Sync(file);
        }
        disk.SyncDirectory(directory);
    }

    /// <summary>What the mark says; null where there is none.</summary>
    /// <exception cref="SpoolCorruptException">It cannot be read.</exception>
    public static ulong? Read(string directory)
    {
        var path = Path.Combine(directory, Name);
        if (!File.Exists(path))
            return null;
        return ulong.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var shared)
            ? shared
            : throw new SpoolCorruptException($"{path} is no number. Delete it: what it said is found out again.");
    }
}
