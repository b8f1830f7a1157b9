namespace SaaSGate.Simulator.Received;

/// <summary>
/// A file of what was received, one JSON line a request. Unbuffered: a line is with the operating system when <see cref="Append"/> returns, so that
/// it survives the killing of this process and can be compared with what others recorded.
/// </summary>
internal sealed class ReceivedLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    public ReceivedLog(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    public void Append(ReceivedRequest request)
    {
        var line = ReceivedLine.Write(request, outcome: false);
        lock (_gate)
            _file.Write(line.Span);
    }

    public void Dispose() => _file.Dispose();
}
