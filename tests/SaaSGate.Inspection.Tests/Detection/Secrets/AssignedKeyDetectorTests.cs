namespace SaaSGate.Inspection.Tests.Detection.Secrets;

public sealed class AssignedKeyDetectorTests
{
    [Theory]
    [InlineData("api_key = 'q8Zk2LmP4xRt7Vn1Bc5D'", "q8Zk2LmP4xRt7Vn1Bc5D")]
    [InlineData("X_SECRET: 3f7a9c1e5b2d8064af13ce97", "3f7a9c1e5b2d8064af13ce97")]
    [InlineData("\"accessToken\": \"q8Zk2LmP4xRt7Vn1Bc5D\"", "q8Zk2LmP4xRt7Vn1Bc5D")]
    [InlineData("https://a.example/x?key=q8Zk2LmP4xRt7Vn1Bc5D&debug=true", "q8Zk2LmP4xRt7Vn1Bc5D")]
    [InlineData("AccountKey=q8Zk2LmP4xRt7Vn1Bc5D/+q8Zk2LmP4xRt7Vn1Bc5D==;EndpointSuffix=x", "q8Zk2LmP4xRt7Vn1Bc5D/+q8Zk2LmP4xRt7Vn1Bc5D==")]
    [InlineData("setopt(XOAUTH2_BEARER, \"q8Zk2LmP4xRt7Vn1Bc5D\")", "q8Zk2LmP4xRt7Vn1Bc5D")]
    public void Finds_a_key_that_is_assigned(string text, string key) => Assert.Equal([$"API_KEY:{key}"], Scan.Find(text, "API_KEY"));

    [Theory]
    [InlineData("keyboard = 'q8Zk2LmP4xRt7Vn1Bc5D'")]
    [InlineData("public_key = 'q8Zk2LmP4xRt7Vn1Bc5D'")]
    [InlineData("keyId: q8Zk2LmP4xRt7Vn1Bc5D")]
    [InlineData("token_type: bearer")]
    [InlineData("max tokens: 4096")]
    [InlineData("secret: ${{ secrets.DEPLOY_TOKEN_1234 }}")]
    [InlineData("api_key: <insert-your-key-here-12>")]
    [InlineData("api_key: xxxxxxxxxxxxxxxxxxxxxxxx12")]
    [InlineData("token = request.headers['x-token-12']")]
    [InlineData("key = abcdefghijklmnopqrstuvwxyz0123456789")]
    [InlineData("The key is that we should talk about it tomorrow.")]
    public void Passes_what_is_no_key(string text) => Assert.Empty(Scan.Find(text, "API_KEY"));

    [Fact]
    public void Swallows_a_key_without_end()
    {
        var text = $"key = {string.Concat(Enumerable.Repeat("q8Zk2LmP4xRt7Vn1Bc5D", 40))} end";
        Assert.Matches(@"^key = \[API_KEY_[0-9A-Z]{6}\] end$", Scan.Mask(text, "API_KEY"));
        Assert.Equal(Scan.Mask(text, "API_KEY"), Scan.MaskPieces(text.Chunk(7).Select(piece => new string(piece)), "API_KEY"));
    }

    [Theory]
    [InlineData("Authorization: Basic YW5uOmh1bnRlcjIyeA==", 1)]
    [InlineData("Authorization: Bearer q8Zk2LmP4xRt7Vn1Bc5D", 1)]
    [InlineData("Basic authentication is off, and bearer instruments were not considered.", 0)]
    [InlineData("Authorization: Basic ...", 0)]
    public void Finds_what_a_header_carries(string text, int count) => Assert.Equal(count, Scan.Find(text, "API_KEY").Length);
}
