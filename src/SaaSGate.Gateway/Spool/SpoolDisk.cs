using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// Every file operation of a spool. Errors are exceptions and never retried here: after a failed fdatasync the kernel may
/// have dropped the pages, and a second one that succeeds proves nothing. Tests derive from it to count, fail and cut power.
/// </summary>
internal class SpoolDisk
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Makes the directory and those above it, each durable in its parent.</summary>
    public virtual void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
            return;
        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
            CreateDirectory(parent);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        if (!string.IsNullOrEmpty(parent))
            SyncDirectory(parent);
    }

    public virtual SafeFileHandle Create(string path)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(handle, OwnerOnly);
        return handle;
    }

    public virtual SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);

    /// <summary>Gives the empty file its size, backed by space on disk. False when there is not enough.</summary>
    public virtual bool TryAllocate(SafeFileHandle file, long bytes)
    {
        if (!OperatingSystem.IsLinux())
            return TrySetLength(file, bytes);
        int error;
        do error = LibC.Allocate(file, 0, bytes);
        while (error == LibC.InterruptedError);
        return error switch
        {
            0 => true,
            LibC.NoSpaceError or LibC.QuotaError or LibC.FileTooLargeError => false,
            _ => throw Error("posix_fallocate", error),
        };
    }

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    public virtual int Read(SafeFileHandle file, Span<byte> bytes, long offset) => RandomAccess.Read(file, bytes, offset);

    public virtual void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Returns when content and size of the file are on disk.</summary>
    public virtual void Sync(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(file);
        else
            while (LibC.FDataSync(file) != 0)
                ThrowUnlessInterrupted("fdatasync");
    }

    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Returns when files made and deleted in the directory are so on disk. Only Linux asks for it.</summary>
    public virtual void SyncDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var descriptor = LibC.Open(path, LibC.ReadOnlyCloseOnExec);
        if (descriptor < 0)
            throw Error("open", Marshal.GetLastPInvokeError());
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        while (LibC.FSync(directory) != 0)
            ThrowUnlessInterrupted("fsync");
    }

    private static bool TrySetLength(SafeFileHandle file, long bytes)
    {
        try
        {
            RandomAccess.SetLength(file, bytes);
            return true;
        }
        catch (IOException e) when (e.HResult == WindowsDiskFull)
        {
            return false;
        }
    }

    /// <summary>A call that a signal interrupted has reported nothing yet and is made again.</summary>
    private static void ThrowUnlessInterrupted(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != LibC.InterruptedError)
            throw Error(call, error);
    }

    private static IOException Error(string call, int error) => new($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
}
