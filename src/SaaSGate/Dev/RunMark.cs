namespace SaaSGate.Dev;

/// <summary>
/// A file that stands in the data directory while <c>dev</c> runs. Found at a start, it says that the last run was killed, and
/// that its children may be about to end.
/// </summary>
internal sealed class RunMark(string data)
{
    private readonly string _file = Path.Combine(data, "running");

    public bool IsThere => File.Exists(_file);

    public void Set() => File.WriteAllText(_file, "");

    public void Remove() => File.Delete(_file);
}
