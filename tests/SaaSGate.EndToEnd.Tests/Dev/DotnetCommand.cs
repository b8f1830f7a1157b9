namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>The <c>dotnet</c> that people type.</summary>
internal static class DotnetCommand
{
    public static string Path { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => System.IO.Path.Combine(folder, "dotnet"))
        .First(File.Exists);
}
