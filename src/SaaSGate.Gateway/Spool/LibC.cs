using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SaaSGate.Gateway.Spool;

/// <summary>The calls of Linux that .NET has no name for. Offsets are 64 bits: 32-bit systems are not supported.</summary>
internal static partial class LibC
{
    public const int InterruptedError = 4;
    public const int NoSpaceError = 28;
    public const int FileTooLargeError = 27;
    public const int QuotaError = 122;
    public const int ReadOnlyCloseOnExec = 0x80000;

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int FSync(SafeFileHandle file);

    /// <summary>Returns the error itself and leaves errno alone.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    public static partial int Allocate(SafeFileHandle file, long offset, long bytes);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);
}
