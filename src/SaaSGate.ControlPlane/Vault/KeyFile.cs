using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>The master key on disk: 64 hexadecimal digits and a line end.</summary>
internal static partial class KeyFile
{
    public const int KeyBytes = 32;

    /// <summary>The key, or null when there is no such file.</summary>
    /// <exception cref="VaultException">It cannot be read, or holds something else.</exception>
    public static byte[]? Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return text.Length == 2 * KeyBytes && Convert.FromHexString(text) is var key
                ? key
                : throw new VaultException($"The key file {path} does not hold a key of 64 hexadecimal digits. Put the right file there.");
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new VaultException($"The key file {path} cannot be read: {failed.Message}", failed);
        }
    }

    /// <summary>Makes a key that only this user can read. When another process makes one at the same time, the first stays and both get it.</summary>
    /// <exception cref="VaultException">It cannot be written.</exception>
    public static byte[] ReadOrCreate(string path)
    {
        if (Read(path) is { } existing)
            return existing;
        var full = Path.GetFullPath(path);
        var draft = $"{full}.{Guid.NewGuid():n}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, options))
            {
                file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
                file.Flush(flushToDisk: true);
            }

            Publish(draft, full);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new VaultException($"The key file {path} cannot be made: {failed.Message}", failed);
        }

        return Read(path) ?? throw new VaultException($"The key file {path} has disappeared.");
    }

    /// <summary>Gives the draft its name, unless something has it. File.Move would look first and replace what came in between: two keys, and one is lost.</summary>
    private static void Publish(string draft, string full)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(draft, full, overwrite: false);
            }
            catch (IOException) when (File.Exists(full))
            {
                File.Delete(draft);
            }
            return;
        }
        var failed = Link(draft, full) != 0;
        var error = Marshal.GetLastPInvokeError();
        File.Delete(draft);
        if (failed && !File.Exists(full))
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    /// <summary>Whether others than the owner may read it.</summary>
    public static bool IsExposed(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;
}
