namespace SaaSGate.Dev;

/// <summary>The data directory: before anything starts, all of it that <c>dev</c> and its children write is seen to be writable.</summary>
internal static class DataFolder
{
    // PostgreSQL's folder is its own user's, and looked after where the server is started.
    private static readonly string[] Folders = ["logs", "gateway"];
    private static readonly string[] Singles = ["running", "master.key"];
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, IgnoreInaccessible = false };

    /// <summary>Makes it, or takes what is there; returns the folder of logs.</summary>
    /// <exception cref="DevException">Something in it may not be written; the message names it and says what to do.</exception>
    public static string Prepare(string data)
    {
        var path = data;
        try
        {
            var logs = Directory.CreateDirectory(path = Path.Combine(data, "logs")).FullName;
            foreach (var file in Files(data))
                Touch(path = file);
            foreach (var folder in Folders.Select(folder => Path.Combine(data, folder)).Prepend(data).Where(Directory.Exists))
                Probe(path = folder);
            return logs;
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw Denied(data, path, denied);
        }
    }

    /// <summary>The line for a path that may not be written.</summary>
    public static DevException Denied(string data, string path, Exception denied) =>
        new($"Cannot write to {path} ({denied.Message}): give permission to {data} and all in it, or choose another folder with --data DIR.", denied);

    private static IEnumerable<string> Files(string data) =>
        Directory.EnumerateFiles(data)
            .Concat(Folders.Select(folder => Path.Combine(data, folder)).Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*", Everything)))
            .Concat(Singles.Select(name => Path.Combine(data, name)).Where(Directory.Exists));

    private static void Touch(string file)
    {
        try
        {
            new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
        }
        catch (IOException) when (File.Exists(file))
        {
            // A child of a killed run, about to end, holds it: it is ours.
        }
        catch (FileNotFoundException)
        {
            // Gone meanwhile, by the same child.
        }
    }

    private static void Probe(string folder) =>
        new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose }).Dispose();
}
