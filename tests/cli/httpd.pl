#!/usr/bin/perl
# httpd.pl FOLDER - a web server on 127.0.0.1 that misbehaves on request, for the
# tests of fetch.  Writes its port to FOLDER/port and each request to FOLDER/log.
#   /files/NAME    FOLDER/files/NAME with ETag, ranges and conditions
#   /cut/NAME      the first time only its first half, then the connection ends
#   /busy/NAME     429 with Retry-After: 1 the first time
#   /broken/NAME   503 the first time
#   /noranges/NAME ranges are not understood; cut the first time
#   /nomark/NAME   no ETag, no date; cut the first time
#   /chunked/NAME  no Content-Length
#   /slow/NAME     a piece, then nothing for a minute
#   /to/NAME       leads to /files/NAME; /loop to itself; /away and /aside to another
#                  server
#   /shift/NAME    another part than was asked for
#   /page /lie     a page, as what it is and as a ZIP; /note what is called one
#   /down          always 503 with Retry-After: 4000; so does /robots.txt where there
#                  is a FOLDER/files/robots.down
use strict;
use warnings;
use Socket;
use IO::Handle;

my $folder = shift or die "httpd.pl FOLDER\n";
my %seen;

$SIG{PIPE} = 'IGNORE';
socket(my $server, PF_INET, SOCK_STREAM, getprotobyname('tcp')) or die $!;
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, pack('l', 1)) or die $!;
bind($server, sockaddr_in(0, INADDR_LOOPBACK)) or die $!;
listen($server, 8) or die $!;
my ($port) = sockaddr_in(getsockname($server));
open(my $log, '>>', "$folder/log") or die $!;
$log->autoflush(1);
open(my $p, '>', "$folder/port.new") or die $!;
print $p "$port\n";
close($p);
rename("$folder/port.new", "$folder/port") or die $!;

sub answer {
	my ($client, $status, $head, $body) = @_;
	print $client "HTTP/1.1 $status\r\nConnection: close\r\n", $head, "\r\n", $body;
}

sub content {
	my ($name) = @_;
	open(my $f, '<:raw', "$folder/files/$name") or return undef;
	local $/;
	return scalar <$f>;
}

# The etag changes with the bytes.
sub etag_of { return sprintf('"%d-%u"', length($_[0]), unpack('%32C*', $_[0])); }

sub serve {
	my ($client, $path, $header) = @_;
	my ($kind, $name) = $path =~ m{^/(\w+)/?([^?]*)};
	$kind //= '';
	my $first = !$seen{$path}++;

	if ($path eq '/robots.txt') {
		return answer($client, '503 Busy', "Retry-After: 4000\r\n", '')
			if defined content('robots.down');
		my $text = content('robots.txt');
		return defined $text ? answer($client, '200 OK', "Content-Type: text/plain\r\n", $text)
			: answer($client, '404 Not Found', '', 'none');
	}
	return answer($client, '302 Found', "Location: /files/$name\r\n", '') if $kind eq 'to';
	return answer($client, '302 Found', "Location: /loop\r\n", '') if $kind eq 'loop';
	return answer($client, '302 Found', "Location: http://127.0.0.2:$port/x\r\n", '')
		if $kind eq 'away';
	return answer($client, '302 Found', "Location: https://127.0.0.1:$port/files/$name\r\n", '')
		if $kind eq 'aside';
	return answer($client, '200 OK', "Content-Type: text/html; charset=utf-8\r\n",
		'<!DOCTYPE html><p>agree') if $kind eq 'page';
	return answer($client, '200 OK', "Content-Type: text/html\r\n", 'agree first')
		if $kind eq 'note';
	return answer($client, '200 OK', "Content-Type: application/zip\r\n",
		"\n <HTML><p>error") if $kind eq 'lie';
	return answer($client, '503 Busy', "Retry-After: 4000\r\n", '') if $kind eq 'down';
	return answer($client, '429 Too Many Requests', "Retry-After: 1\r\n", '')
		if $kind eq 'busy' && $first;
	return answer($client, '503 Busy', '', '') if $kind eq 'broken' && $first;

	my $body = content($name);
	return answer($client, '404 Not Found', '', 'none') unless defined $body;
	my $etag = etag_of($body);
	my $all = length($body);
	my $head = $kind eq 'nomark' ? '' : "ETag: $etag\r\n";

	return answer($client, '304 Not Modified', $head, '')
		if ($header->{'if-none-match'} // '') eq $etag;
	my ($from) = ($header->{range} // '') =~ /^bytes=(\d+)-$/;
	$from = undef if $kind eq 'noranges'
		|| ($header->{'if-range'} // $etag) ne $etag;
	if (defined $from && $from >= $all) {
		return answer($client, '416 Range Not Satisfiable', "Content-Range: bytes */$all\r\n", '');
	}
	my $status = '200 OK';
	$from++ if defined $from && $kind eq 'shift';
	if (defined $from) {
		$status = '206 Partial Content';
		$head .= sprintf("Content-Range: bytes %d-%d/%d\r\n", $from, $all - 1, $all);
		$body = substr($body, $from);
	}
	$head .= sprintf("Content-Length: %d\r\n", length $body) unless $kind eq 'chunked';
	my $half = int(length($body) / 2);
	if ($first && $kind =~ /^(cut|noranges|nomark)$/) {
		return answer($client, $status, $head, substr($body, 0, $half));
	}
	if ($kind eq 'slow') {
		answer($client, $status, $head, substr($body, 0, $half));
		$client->flush;
		sleep 60;
		return;
	}
	answer($client, $status, $head, $body);
}

while (accept(my $client, $server)) {
	my ($line, %header);

	binmode($client);
	$line = <$client> // '';
	while (defined(my $l = <$client>)) {
		$l =~ s/\r?\n$//;
		last if $l eq '';
		$header{lc $1} = $2 if $l =~ /^([^:]+):\s*(.*)$/;
	}
	my ($path) = $line =~ m{^GET (\S+)};
	print $log join("\t", time, $path // '?', $header{'user-agent'} // '',
		$header{range} // '', $header{'if-range'} // '', $header{'if-none-match'} // ''), "\n";
	serve($client, $path, \%header) if defined $path;
	close($client);
}
