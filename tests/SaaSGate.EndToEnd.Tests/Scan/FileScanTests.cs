using Xunit;

namespace SaaSGate.EndToEnd.Tests.Scan;

public sealed class FileScanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-scan-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Prints_where_each_value_is_and_its_line_without_colour_where_it_is_no_terminal()
    {
        var file = Write("notes.txt", "First line\r\n\tMail jane.doe@example.org now\ncard 4111 1111 1111 1111");
        var run = await ScanRun.RunAsync("", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"""
            {file}:2:7 EMAIL 1.00 email
                 Mail jane.doe@example.org now
                      ^^^^^^^^^^^^^^^^^^^^
            {file}:3:6 CREDIT_CARD 1.00 credit-card
                card 4111 1111 1111 1111
                     ^^^^^^^^^^^^^^^^^^^

            """,
            run.Output);
        Assert.Equal("Found in 1 of 1 file: CREDIT_CARD 1, EMAIL 1.\n", run.Errors);
    }

    [Fact]
    public async Task Ends_with_0_where_nothing_is_found()
    {
        var run = await ScanRun.RunAsync("", Write("a.txt", "nothing"), Write("b.txt", ""));
        Assert.Equal(new ScanRun(0, "", "Nothing was found in 2 files.\n"), run);
    }

    [Fact]
    public async Task Reads_the_other_files_where_one_cannot_be_read_and_ends_with_2()
    {
        var missing = Path.Combine(_folder.FullName, "missing.txt");
        var run = await ScanRun.RunAsync("", missing, Write("binary", "a\0b"), _folder.FullName, "--typo", Write("a.txt", "jane.doe@example.org"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("a.txt:1:1 EMAIL", run.Output, StringComparison.Ordinal);
        Assert.Contains($"{missing}: There is no such file.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("binary: This is no text", run.Errors, StringComparison.Ordinal);
        Assert.Contains($"{_folder.FullName}: This is a folder.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("--typo: There is no such option", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_standard_input_by_the_name_of_a_dash()
    {
        var run = await ScanRun.RunAsync("jane.doe@example.org", "-");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("-:1:1 EMAIL", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_that_there_is_nothing_to_scan() => Assert.Contains("Name the files to scan", (await ScanRun.RunAsync("")).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task An_option_without_its_value_is_an_error_too() => Assert.Equal(2, (await ScanRun.RunAsync("", "--types")).ExitCode);

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
