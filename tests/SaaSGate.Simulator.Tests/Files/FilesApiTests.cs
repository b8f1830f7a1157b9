using System.Net.Http.Headers;
using System.Text.Json;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Files;

public sealed class FilesApiTests : SimulatorTest
{
    private static readonly byte[] Content = "a,b\r\n1,2\r\n"u8.ToArray();

    [Fact]
    public async Task Keeps_a_file_until_it_is_deleted()
    {
        var made = await UploadAsync("data.csv");
        Assert.Equal("data.csv", made.GetProperty("filename").GetString());
        Assert.Equal("text/csv", made.GetProperty("mime_type").GetString());
        Assert.Equal(Content.Length, made.GetProperty("size_bytes").GetInt32());
        var path = $"/v1/files/{made.GetProperty("id").GetString()}";
        Assert.Equal(made.GetRawText(), (await JsonAsync(await Client.GetAsync(path, Cancellation))).GetRawText());
        Assert.Single((await JsonAsync(await Client.GetAsync("/v1/files", Cancellation))).GetProperty("data").EnumerateArray());
        await JsonAsync(await Client.GetAsync($"{path}/content", Cancellation), 400);
        var deleted = await JsonAsync(await Client.DeleteAsync(path, Cancellation));
        Assert.Equal("file_deleted", deleted.GetProperty("type").GetString());
        await JsonAsync(await Client.GetAsync(path, Cancellation), 404);
    }

    [Fact]
    public async Task Gives_out_the_bytes_of_an_output()
    {
        var made = await UploadAsync("output.csv");
        Assert.True(made.GetProperty("downloadable").GetBoolean());
        Assert.Equal(Content, await Client.GetByteArrayAsync($"/v1/files/{made.GetProperty("id").GetString()}/content", Cancellation));
    }

    [Fact]
    public async Task Gives_two_uploads_of_the_same_bytes_two_ids() =>
        Assert.NotEqual((await UploadAsync("data.csv")).GetProperty("id").GetString(), (await UploadAsync("data.csv")).GetProperty("id").GetString());

    [Fact]
    public async Task Refuses_a_body_without_a_file() =>
        Assert.Equal("file: Field required", ErrorOf(await JsonAsync(await PostAsync("{}", "/v1/files"), 400)).Message);

    private async Task<JsonElement> UploadAsync(string name)
    {
        using var part = new ByteArrayContent(Content) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        using var form = new MultipartFormDataContent("fixed-boundary") { { part, "file", name } };
        return await JsonAsync(await Client.PostAsync("/v1/files?beta=true", form, Cancellation));
    }
}
