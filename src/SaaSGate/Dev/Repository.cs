namespace SaaSGate.Dev;

/// <summary>Where the program was built, when it runs from a checkout.</summary>
internal static class Repository
{
    /// <summary>The built portal: beside the program, or in the checkout's <c>web/dist</c>; empty when there is none.</summary>
    public static string PortalFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var candidate in new[] { Path.Combine(folder.FullName, "portal"), Path.Combine(folder.FullName, "web", "dist") })
            {
                if (File.Exists(Path.Combine(candidate, "index.html")))
                    return candidate;
            }
        }
        return "";
    }
}
